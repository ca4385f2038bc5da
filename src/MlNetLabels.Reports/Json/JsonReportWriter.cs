using System.Text.Json;
using MlNetLabels.Data;
using MlNetLabels.Reports.Checks;
using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports.Json;

/// <summary>Writes the report as JSON in the outline that tools rely on.</summary>
internal static class JsonReportWriter
{
    /// <summary>Writes <paramref name="path"/> in one step: a reader sees the old file or the new one.</summary>
    /// <exception cref="ArgumentException">
    /// The report contradicts itself or holds NaN or infinity; the message says where.
    /// </exception>
    public static void Write(ReportContent report, string path) =>
        AtomicFile.Write(path, stream => stream.Write(Serialize(report)));

    /// <summary>The report as UTF-8 JSON.</summary>
    /// <exception cref="ArgumentException">
    /// The report contradicts itself or holds NaN or infinity; the message says where.
    /// </exception>
    public static byte[] Serialize(ReportContent report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (ReportChecks.FirstProblem(report) is { } problem)
            throw new ArgumentException(problem, nameof(report));
        return SerializePart(report with { Summary = SummaryText.Create(report) });
    }

    /// <summary>The same of a report that was found right as a whole and has lost some of its parts since.</summary>
    internal static byte[] SerializePart(ReportContent report)
    {
        try
        {
            return JsonSerializer.SerializeToUtf8Bytes(report, ReportJsonContext.Default.ReportContent);
        }
        catch (JsonException e)
        {
            throw new ArgumentException(
                $"{InJson(e.Path)} is NaN or infinite: leave an undefined figure null and give the reason.",
                nameof(report),
                e
            );
        }
    }

    /// <summary>The metrics of given predictions as UTF-8 JSON.</summary>
    public static byte[] Serialize(MetricsReport report) =>
        JsonSerializer.SerializeToUtf8Bytes(report, ReportJsonContext.Default.MetricsReport);

    /// <summary>A comparison as UTF-8 JSON.</summary>
    public static byte[] Serialize(ComparisonReport report) =>
        JsonSerializer.SerializeToUtf8Bytes(report, ReportJsonContext.Default.ComparisonReport);

    // While writing, the serializer's path holds the properties' .NET names.
    private static string InJson(string? path) =>
        string.Join('.', (path ?? "$").Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));
}
