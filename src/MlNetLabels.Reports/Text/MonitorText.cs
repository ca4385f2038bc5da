using MlNetLabels.Monitoring;

namespace MlNetLabels.Reports.Text;

/// <summary>A monitoring report as plain text, and the cells that its page shows, too.</summary>
internal static class MonitorText
{
    public static IReadOnlyList<string> Headers { get; } =
    ["window", "images", "rejected", "AUROC", "discrepancy", "p (Holm)", "confidence", "expected", "changed"];

    /// <summary>One window a row, as <see cref="Headers"/> says.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Rows(MonitorReport report) =>
        [.. report.Windows.Select((window, i) => Row(window, report.Starts[i]))];

    public static void Write(MonitorReport report, TextWriter output)
    {
        foreach (string off in report.SwitchedOff)
            output.Write($"!! {TextTable.Safe(off)}\n");
        output.Write(TextTable.Format(Headers, Rows(report)));
        output.Write('\n');
        foreach (string line in Lines(report))
            output.Write(TextTable.Safe(line) + "\n");
    }

    /// <summary>What is to be known, in sentences: of many windows those that changed.</summary>
    public static IEnumerable<string> Lines(MonitorReport report)
    {
        foreach (var (i, window) in report.Windows.Index())
            if (window.HasChanged == true || report.Windows.Count == 1)
                yield return report.Windows.Count == 1
                    ? window.Summary
                    : $"From {Path.GetFileName(report.Starts[i])}: {window.Summary}";
        if (report.Windows.Count > 1 && report.HasChanged is null)
            yield return $"None of {Figures.Plural(report.Windows.Count, "window")} could be tested. {report.Windows[0].Summary}";
        else if (report.Windows.Count > 1)
            yield return $"{Figures.Plural(report.Windows.Count(w => w.HasChanged == true), "alarm")} in "
                + $"{Figures.Plural(report.Windows.Count, "window")}; without any change "
                + $"{Figures.Percent(report.Windows[0].FalseAlarmRate)} of windows raise one.";
        if (report.Skipped.Count > 0)
            yield return $"{Figures.Plural(report.Skipped.Count, "file")} could not be used.";
    }

    private static string[] Row(WindowReport window, string start) =>
        [
            Path.GetFileName(start),
            Figures.Count(window.Images),
            Figures.Percent(Test(window, "rejected")?.Value),
            Figures.Number(Test(window, "classifier")?.Value, 2),
            Figures.Number(Test(window, "discrepancy")?.Value),
            Figures.PValue(window.Tests.Min(test => test.Adjusted)),
            Figures.Percent(window.MeanConfidence),
            Expected(window),
            window.HasChanged switch
            {
                null => "not tested",
                true => "yes",
                false => "no",
            },
        ];

    private static WindowTest? Test(WindowReport window, string name) =>
        window.Tests.FirstOrDefault(test => test.Name == name);

    private static string Expected(WindowReport window) =>
        window.HasChanged == true ? "does not hold"
        : window.ExpectedAccuracy is { } accuracy ? Estimate(accuracy, Figures.Percent)
        : window.ExpectedF1 is { } f1 ? Estimate(f1, x => Figures.Number(x, 2))
        : Figures.Absent;

    private static string Estimate(WindowEstimate x, Func<double?, string> read) =>
        read(x.Value) + (x.Low is null ? "" : $" ({read(x.Low)} to {read(x.High)})");
}
