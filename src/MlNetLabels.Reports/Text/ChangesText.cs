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
            $"{x.Metric}, {HeadNames.InWords(x.Head)}",
            Number(x.A),
            Number(x.B),
            Signed(x.Difference),
            x is { Low: not null, High: not null } ? $"{Signed(x.Low)} to {Signed(x.High)}" : "unknown",
            x.IsBetter ? "better"
            : x.IsWorse ? "worse"
            : "no",
        ];

    private static string Number(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "unknown";

    private static string Signed(double? value) =>
        value?.ToString("+0.0000;-0.0000", CultureInfo.InvariantCulture) ?? "unknown";
}
