using System.Globalization;

namespace MlNetLabels.Monitoring;

/// <summary>A window's finding in a sentence or two, the same on the page, in answers and on the console.</summary>
internal static class WindowSummary
{
    /// <param name="report">The window.</param>
    /// <param name="isRough">Whether the probabilities that promise its figure are not calibrated.</param>
    public static string Of(WindowReport report, bool isRough)
    {
        string[] changes = [.. report.Tests.Where(test => test.IsAlarm).Select(Change)];
        string[] missing = [.. report.Tests.Where(test => test.PValue is null).Select(test => test.Reason!).Distinct()];
        bool isOne = report.Images == 1,
            isTested = report.Tests.Any(test => test.PValue is not null);
        string these = isOne ? "this image" : $"these {report.Images} images",
            look = isOne ? "looks" : "look";
        string found =
            changes.Length > 0
                ? $"T{these[1..]} {(isOne ? "is" : "are")} not like those it was trained on: {string.Join("; ", changes)}."
            : isTested && missing.Length == 0 ? $"T{these[1..]} {look} like those it was trained on."
            : isTested ? $"As far as it was tested, {these} {look} like those it was trained on."
            : $"Whether {these} {look} like those it was trained on cannot be said.";
        // What was not tested comes before a figure that holds for images of the kind only.
        return string.Join(
            ' ',
            [found, .. missing.Select(reason => $"Not tested: {reason}."), .. Expected(report, isRough)]
        );
    }

    private static string Change(WindowTest test) =>
        test.Name switch
        {
            "rejected" => $"{Percent(test.Value)} are rejected, where {Percent(test.Expected)} was aimed at",
            "classifier" => string.Create(
                CultureInfo.InvariantCulture,
                $"a classifier tells them from training images (AUROC {test.Value:0.00})"
            ),
            _ => "their embeddings are distributed in another way",
        };

    // By groups the share is there without a test.
    private static bool IsCheckOff(WindowReport report) =>
        report.Tests.Any(test => test is { Name: "rejected", Value: null });

    private static IEnumerable<string> Expected(WindowReport report, bool isRough)
    {
        string doubt =
            report.HasChanged == true ? ", if they were like those it was trained on: under an alarm this does not hold"
            : IsCheckOff(report)
                ? ", if all are of the kind it was trained on: the domain check is off and leaves no other image out"
            : "";
        string rough = isRough ? ", by probabilities that are NOT calibrated" : "";
        if (report.ExpectedAccuracy is { } accuracy)
            yield return $"Of the classes given, {Percent(accuracy.Value)} should be right "
                + $"({Range(accuracy, x => Percent(x))}){rough}{doubt}.";
        else if (report.ExpectedF1 is { } f1)
            yield return $"Its labels should reach an F1 of {Number(f1.Value)} ({Range(f1, x => Number(x))}){rough}{doubt}.";
    }

    private static string Range(WindowEstimate estimate, Func<double, string> format) =>
        estimate is { Low: { } low, High: { } high }
            ? $"{format(low)} to {format(high)}"
            : $"no interval: {estimate.Reason}";

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Percent(double? share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.#}%");
}
