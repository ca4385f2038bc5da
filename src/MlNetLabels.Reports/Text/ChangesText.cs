using System.Globalization;

namespace MlNetLabels.Reports.Text;

/// <summary>Words that the page and the Markdown of a run's changes share.</summary>
internal static class ChangesText
{
    public static string Answers(RunChanges changes) =>
        changes.Compared == 0
            ? "No test image was answered by both."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{changes.Changed} of {changes.Compared} test images are answered otherwise."
            );

    public static IReadOnlyList<string> Cells(ComparedFigure x) =>
        [
            $"{MetricNames.InWords(x.Metric)}, {HeadNames.InWords(x.Head)}{(x.Note is { } note ? $" ({note})" : "")}",
            MetricNames.Format(x.Metric, x.A, 4),
            MetricNames.Format(x.Metric, x.B, 4),
            MetricNames.Difference(x.Metric, x.Difference, 4),
            MetricNames.Differences(x.Metric, x.Low, x.High, 4),
            x.IsBetter ? "better"
            : x.IsWorse ? "worse"
            : "no",
        ];
}
