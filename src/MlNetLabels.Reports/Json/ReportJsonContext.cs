using System.Text.Json.Serialization;

namespace MlNetLabels.Reports.Json;

/// <summary>How the report model looks in JSON: camelCase, absent where null, no NaN, no infinity.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    Converters = [typeof(FiniteDoubleConverter), typeof(UtcSecondsConverter)]
)]
[JsonSerializable(typeof(ReportContent))]
[JsonSerializable(typeof(MetricsReport))]
[JsonSerializable(typeof(ComparisonReport))]
internal sealed partial class ReportJsonContext : JsonSerializerContext;
