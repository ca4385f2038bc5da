using MlNetLabels.Reports.Json;

namespace MlNetLabels.Reports;

/// <summary>Reports as JSON in the outline that tools rely on: UTF-8, camelCase, absent where undefined.</summary>
public static class JsonReport
{
    /// <summary>The report in a file.</summary>
    /// <exception cref="InvalidInputException">
    /// The file is missing, no report, damaged, or of another schema version.
    /// </exception>
    public static EvaluationReport Read(string path) => new(JsonReportReader.Read(path));

    /// <summary>The report in UTF-8 JSON; <paramref name="name"/> is what an error calls it.</summary>
    /// <exception cref="InvalidInputException">It is no report, damaged, or of another schema version.</exception>
    public static EvaluationReport Parse(ReadOnlyMemory<byte> json, string name = "report") =>
        new(JsonReportReader.Parse(json, name));

    /// <summary>Writes <paramref name="path"/> in one step: a reader sees the old file or the new one.</summary>
    /// <exception cref="ArgumentException">
    /// The report contradicts itself or holds NaN or infinity; the message says where.
    /// </exception>
    public static void Write(EvaluationReport report, string path)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentException.ThrowIfNullOrEmpty(path);
        JsonReportWriter.Write(report.Content, path);
    }

    /// <summary>The report as UTF-8 JSON.</summary>
    /// <exception cref="ArgumentException">
    /// The report contradicts itself or holds NaN or infinity; the message says where.
    /// </exception>
    public static byte[] Serialize(EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return JsonReportWriter.Serialize(report.Content);
    }

    /// <summary>The metrics of given predictions as UTF-8 JSON.</summary>
    public static byte[] Serialize(MetricsReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return JsonReportWriter.Serialize(report);
    }

    /// <summary>A comparison as UTF-8 JSON.</summary>
    public static byte[] Serialize(ComparisonReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return JsonReportWriter.Serialize(report);
    }
}
