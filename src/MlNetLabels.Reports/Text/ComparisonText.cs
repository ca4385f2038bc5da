namespace MlNetLabels.Reports.Text;

/// <summary>Writes a comparison as plain text: which differences are real comes first.</summary>
internal static class ComparisonText
{
    /// <summary>Writes to <paramref name="output"/>; lines end in '\n' whatever the platform.</summary>
    public static void Write(ComparisonReport report, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        foreach (var (name, run) in new[] { ("A", report.A), ("B", report.B) })
        foreach (string off in run.SwitchedOff)
            output.Write($"!! {name}: {TextTable.Safe(off)}\n");
        output.Write($"{TextTable.Safe(Headline(report))}\n");
        output.Write(
            $"A: {Named(report.A)}\nB: {Named(report.B)}\n{Figures.Plural(report.Shared, "test image")} compared\n"
        );
        foreach (var head in report.Heads)
        {
            output.Write(
                $"\n{HeadNames.InWords(head.Head)}: only A right on {Figures.Plural(head.OnlyARight, "image")}, only "
                    + $"B right on {Figures.Count(head.OnlyBRight)}\n"
            );
            output.Write(
                TextTable.Format(
                    ["metric", "A", "B", "B - A", "95% interval", "p", "p (Holm)", "test", "real"],
                    [.. head.Figures.Select(Row)]
                )
            );
        }
        if (report.Warnings.Count > 0)
            output.Write('\n');
        foreach (string warning in report.Warnings)
            output.Write($"- {TextTable.Safe(warning)}\n");
    }

    private static string Named(ComparedRun run) =>
        run.Report.Equals(run.Title, StringComparison.OrdinalIgnoreCase)
            ? TextTable.Safe(run.Report)
            : $"{TextTable.Safe(run.Report)} ({TextTable.Safe(run.Title)})";

    private static string Headline(ComparisonReport report)
    {
        string[] real =
        [
            .. report.Heads.SelectMany(h =>
                h.Figures.Where(f => f.IsReal)
                    .Select(f =>
                        $"{MetricNames.InWords(f.Metric)} of the {HeadNames.InWords(h.Head)} "
                        + $"({MetricNames.Difference(f.Metric, f.Difference, 4)})"
                    )
            ),
        ];
        return real.Length == 0
            ? $"No difference between B and A is beyond chance on these {Figures.Plural(report.Shared, "image")}."
            : $"Differences of B from A that are beyond chance: {string.Join(", ", real)}.";
    }

    private static string[] Row(FigureDifference x) =>
        [
            MetricNames.InWords(x.Metric),
            MetricNames.Format(x.Metric, x.A, 4),
            MetricNames.Format(x.Metric, x.B, 4),
            MetricNames.Difference(x.Metric, x.Difference, 4),
            MetricNames.Differences(x.Metric, x.Interval?.Low, x.Interval?.High, 4),
            Figures.PValue(x.PValue),
            Figures.PValue(x.AdjustedPValue),
            x.Test ?? Figures.Absent,
            x.IsReal ? "yes" : "no",
        ];
}
