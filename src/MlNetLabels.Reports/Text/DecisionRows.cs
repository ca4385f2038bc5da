using MlNetLabels.Evaluation;

namespace MlNetLabels.Reports.Text;

/// <summary>What each head does alone and in the whole model, as every table shows it.</summary>
internal static class DecisionRows
{
    /// <summary>The rows; a check that is off changes nothing, and a row of its own would look as if it did.</summary>
    public static IEnumerable<DecisionRow> Shown(ReportContent report) =>
        report.SideBySide.Where(row => row.DomainCheck is null || IsChecked(report));

    /// <summary>What counts as no answer behind the checks; null where none is on.</summary>
    public static string? Note(ReportContent report) =>
        report.SideBySide.Any(row => row.DomainCheck is not null) && IsChecked(report)
            ? "behind the domain check: the verdict's answers, none where it is Rejected, Unsure or None"
            : null;

    /// <summary>Whether there is a check that changes anything.</summary>
    public static bool IsChecked(ReportContent report) =>
        !SwitchedOff.IsDomainCheckOff(report) || report.DomainCheck?.NewClass?.Cut is not null;
}
