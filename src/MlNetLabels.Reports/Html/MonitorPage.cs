using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports.Html;

/// <summary>A monitoring report as one page: no script, nothing loaded.</summary>
internal static class MonitorPage
{
    private const int MostSkipped = 100;

    private const string About =
        "A window is a number of different images. Rejected: the share that the domain check turns away. AUROC: how well a "
        + "classifier tells the window from training images, 0.5 where it cannot. Discrepancy: squared maximum mean "
        + "discrepancy of both, around 0 where they are alike. p: the smallest of their p-values after Holm's correction. "
        + "Expected: accuracy, or of labels F1, that the probabilities promise of images of the kind; under an alarm it does not "
        + "hold.";

    public static string Render(MonitorReport report) =>
        PlainPage.Render(
            "Monitoring",
            Path.GetFileName(report.Model),
            Figures.Plural(report.Windows.Sum(window => window.Images), "image"),
            [
                new Section(
                    "found",
                    "What was found",
                    "Whether the images are like those it was trained on.",
                    Found(report)
                ),
                new Section("windows", "Windows", About, Windows(report)),
                new Section(
                    "shares",
                    "What it answered",
                    report.SwitchedOff.Any(off => off.StartsWith("The domain check", StringComparison.Ordinal))
                        ? "Shares of the images, of which none is rejected."
                        : "Shares of the images that were not rejected.",
                    Shares(report)
                ),
                .. report.Skipped.Count == 0
                    ? Array.Empty<Section>()
                    : [new Section("skipped", "Left out", "Files that could not be used.", Skipped(report))],
            ]
        );

    private static Markup Found(MonitorReport report) =>
        Markup.Format(
            $"{PlainPage.Off(report.SwitchedOff)}<ul>{MonitorText.Lines(report).Select(line => Markup.Format($"<li>{line}</li>"))}</ul>"
        );

    private static Markup Windows(MonitorReport report) =>
        Table.Numbers(
            "Windows",
            MonitorText.Headers,
            MonitorText
                .Rows(report)
                .Select(row => row.Select((cell, i) => i == 0 ? Markup.Name(cell) : Table.Text(cell)))
        );

    private static Markup Shares(MonitorReport report)
    {
        string[] names = [.. report.Windows.SelectMany(window => window.Predicted.Keys).Distinct()];
        bool hasHeldOut = report.Windows.Any(window => window.HeldOut.Count > 0);
        string[] heldOut = hasHeldOut ? ["held-out images"] : [];
        return Table.Numbers(
            "What was predicted",
            ["", .. heldOut, .. report.Starts.Select(start => Path.GetFileName(start))],
            names.Select(name => Row(name, hasHeldOut, report))
        );
    }

    private static IEnumerable<Markup> Row(string name, bool hasHeldOut, MonitorReport report)
    {
        yield return Markup.Name(name);
        if (hasHeldOut)
            yield return Share(report.Windows[0].HeldOut, name);
        foreach (var window in report.Windows)
            yield return Share(window.Predicted, name);
    }

    private static Markup Share(IReadOnlyDictionary<string, double> shares, string name) =>
        Table.Text(Figures.Percent(shares.TryGetValue(name, out double share) ? share : null));

    private static Markup Skipped(MonitorReport report) =>
        Table.Words(
            $"{report.Skipped.Count} files",
            ["file", "why"],
            report.Skipped.Take(MostSkipped).Select(x => new[] { Markup.Name(x.File), Table.Text(x.Reason) })
        );
}
