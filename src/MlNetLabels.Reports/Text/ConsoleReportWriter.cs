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

    /// <summary>
    /// Writes what fits on one screen, at most 100 columns: the domain check first where it is off, one table, and the
    /// answer to the question which head to trust.
    /// </summary>
    public static void WriteSummary(EvaluationReport report, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        output.Write(ShortSummary.Of(report));
    }
}
