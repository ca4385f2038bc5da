namespace MlNetLabels.Reports.Text;

/// <summary>Writes the report's summary as plain text with aligned columns.</summary>
internal static class ConsoleSummary
{
    /// <summary>Writes to <paramref name="output"/>; lines end in '\n' whatever the platform.</summary>
    public static void Write(ReportContent report, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        var summary = SummaryText.Create(report);
        output.Write($"{TextTable.Safe(report.Title)}\n");
        foreach (string off in summary.SwitchedOff)
            output.Write($"!! {TextTable.Safe(off)}\n");
        output.Write($"{TextTable.Safe(summary.Headline)}\nNext: {TextTable.Safe(summary.NextStep)}\n");
        foreach (var (title, headers, rows) in SummaryTables.Create(report))
            output.Write($"\n{title}\n{TextTable.Format(headers, rows)}");
        output.Write('\n');
        foreach (string point in summary.Points)
            output.Write($"- {TextTable.Safe(point)}\n");
    }
}
