using MlNetLabels.Data;
using MlNetLabels.Reports.Html;

namespace MlNetLabels.Reports;

/// <summary>
/// Writes the report as one HTML file that opens from disk without a network and stays below
/// <see cref="MaxBytes"/>.
/// </summary>
public static class HtmlReportWriter
{
    /// <summary>Bytes a page stays below: of more pictures than fit, some are left out, and the page says so.</summary>
    public const int MaxBytes = ReportLimits.HtmlBytes;

    /// <summary>Writes <paramref name="path"/> in one step: a reader sees the old file or the new one.</summary>
    /// <exception cref="ArgumentException">
    /// The report contradicts itself or holds NaN or infinity; the message says where.
    /// </exception>
    public static void Write(EvaluationReport report, string path) => AtomicFile.WriteText(path, Render(report));

    /// <summary>The page.</summary>
    /// <exception cref="ArgumentException">
    /// The report contradicts itself or holds NaN or infinity; the message says where.
    /// </exception>
    public static string Render(EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return HtmlPage.Render(report.Content);
    }
}
