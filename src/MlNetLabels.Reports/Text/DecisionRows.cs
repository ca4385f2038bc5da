using MlNetLabels.Evaluation;

namespace MlNetLabels.Reports.Text;

/// <summary>What each head does alone and in the whole model, as every table shows it.</summary>
internal static class DecisionRows
{
    /// <summary>The rows; checks that are off change nothing, and rows of their own would look as if they did.</summary>
    public static IEnumerable<DecisionRow> Shown(ReportContent report) =>
        report.SideBySide.Where(row => row.DomainCheck is null || IsChecked(report));

    /// <summary>What stands beside a head's name; empty where it stands alone.</summary>
    /// <param name="report">The report.</param>
    /// <param name="row">One of its rows.</param>
    /// <param name="check">What the domain check is called.</param>
    public static string Beside(ReportContent report, DecisionRow row, string check) =>
        row.DomainCheck is null ? ""
        : SwitchedOff.IsDomainCheckOff(report) ? ", unsure left out"
        : check;

    /// <summary>Whether a check is on that takes answers back.</summary>
    public static bool IsChecked(ReportContent report) =>
        !SwitchedOff.IsDomainCheckOff(report) || report.DomainCheck?.NewClass?.Cut is not null;
}
