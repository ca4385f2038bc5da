namespace MlNetLabels.Reports.Text;

/// <summary>Writes the report's summary as plain text with aligned columns.</summary>
public static class ConsoleReportWriter
{
    /// <summary>Writes to <paramref name="output"/>; lines end in '\n' whatever the platform.</summary>
    public static void Write(EvaluationReport report, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        var verdict = Verdict.Of(report);
        output.Write($"{TextTable.Safe(report.Title)}\n{verdict.Headline}\n");
        foreach (var (title, headers, rows) in SummaryTables.Of(report))
            output.Write($"\n{title}\n{TextTable.Of(headers, rows)}");
        output.Write('\n');
        foreach (string point in verdict.Points)
            output.Write($"- {TextTable.Safe(point)}\n");
    }
}
