using MlNetLabels.Data;
using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports;

/// <summary>Writes the report's summary as Markdown (GitHub's tables), for pull requests and wikis.</summary>
public static class MarkdownReportWriter
{
    /// <summary>Writes <paramref name="path"/> in one step: a reader sees the old file or the new one.</summary>
    public static void Write(EvaluationReport report, string path) => AtomicFile.WriteText(path, Render(report));

    /// <summary>The summary; lines end in '\n' whatever the platform.</summary>
    public static string Render(EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return MarkdownSummary.Render(report.Content);
    }
}
