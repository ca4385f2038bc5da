using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports;

/// <summary>
/// Writes reports as plain text with aligned columns, for consoles and logs. Lines end in '\n' whatever the platform,
/// and names cannot steer a terminal.
/// </summary>
public static class TextReportWriter
{
    /// <summary>Writes the summary of an evaluation: whether the model can be used comes first.</summary>
    public static void Write(EvaluationReport report, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        ConsoleSummary.Write(report.Content, output);
    }

    /// <summary>
    /// Writes what fits on one screen, at most 100 columns: the domain check first where it is off, one table, and the
    /// answer to the question which head to trust.
    /// </summary>
    public static void WriteShort(EvaluationReport report, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        output.Write(ShortSummary.Create(report.Content));
    }

    /// <summary>Writes a comparison: which differences are beyond chance comes first.</summary>
    public static void Write(ComparisonReport report, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        ComparisonText.Write(report, output);
    }

    /// <summary>Writes a monitoring report: a row a window, then what changed.</summary>
    public static void Write(MonitorReport report, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        MonitorText.Write(report, output);
    }

    /// <summary>Writes suggestions: an image a row, then what is to be known of them.</summary>
    public static void Write(SuggestionReport report, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        SuggestionText.Write(report, output);
    }

    /// <summary>Writes the metrics of given predictions, then each class or label.</summary>
    public static void Write(MetricsReport report, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        MetricsText.Write(report, output);
    }
}
