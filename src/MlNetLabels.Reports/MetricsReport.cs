namespace MlNetLabels.Reports;

/// <summary>
/// The metrics of given predictions; in JSON, <see cref="Heads"/> has the shape it has in
/// <see cref="EvaluationReport"/>.
/// </summary>
public sealed record MetricsReport
{
    /// <summary>Version of the JSON outline, that of <see cref="EvaluationReport"/>.</summary>
    public int SchemaVersion { get; init; } = EvaluationReport.CurrentSchemaVersion;

    /// <summary>The file the predictions came from.</summary>
    public required string Predictions { get; init; }

    /// <summary>
    /// Classes are judged as the softmax head is, label sets as the label heads are, both as test images.
    /// </summary>
    public required HeadsReport Heads { get; init; }
}
