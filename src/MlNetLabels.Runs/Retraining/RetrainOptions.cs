using System.Text.Json.Nodes;

namespace MlNetLabels.Runs;

/// <summary>What a run of a project does otherwise than its file says.</summary>
public sealed record RetrainOptions
{
    /// <summary>Members of the file in place of its own, by their names; none by default.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Overrides { get; init; } = new Dictionary<string, JsonNode?>();

    /// <summary>
    /// Whether data that lost half of their images or a class since the champion was trained are taken as meant; false by
    /// default, which stops the run.
    /// </summary>
    public bool AcceptLoss { get; init; }

    /// <summary>Whether nothing is written: the data are read and divided, and what would be done is said.</summary>
    public bool DryRun { get; init; }

    /// <summary>What made the run, such as a command line, for its report; null, the default, for nothing.</summary>
    public string? Command { get; init; }

    /// <summary>How images become embeddings.</summary>
    public EmbeddingSettings Embedding { get; init; } = new();
}
