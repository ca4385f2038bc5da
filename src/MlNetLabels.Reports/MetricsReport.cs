using System.Text.Json.Serialization;
using MlNetLabels.Metrics;

namespace MlNetLabels.Reports;

/// <summary>The metrics of given predictions, judged as a model's own would be. Immutable.</summary>
public sealed class MetricsReport
{
    internal MetricsReport(string predictions, HeadsReport heads) => (Predictions, Heads) = (predictions, heads);

    /// <summary>Version of the JSON outline, that of report.json.</summary>
    public int SchemaVersion { get; } = ReportContent.CurrentSchemaVersion;

    /// <summary>The file the predictions came from.</summary>
    public string Predictions { get; }

    /// <summary>The metrics where classes were given; null for label sets.</summary>
    [JsonIgnore]
    public MulticlassMetrics? Classes => Heads.Softmax?.Test;

    /// <summary>The metrics where label sets were given; null for classes.</summary>
    [JsonIgnore]
    public MultiLabelMetrics? Labels => Heads.Labels?.Test;

    /// <summary>Classes are judged as the softmax head is, label sets as the label heads are.</summary>
    [JsonInclude]
    internal HeadsReport Heads { get; }
}
