using MlNetLabels.Data;
using MlNetLabels.Numerics;

namespace MlNetLabels.Evaluation;

/// <summary>Images of a kind the model was not trained for.</summary>
public sealed record OutOfDomainSet
{
    /// <summary>Name in reports, unique among the sets of one evaluation.</summary>
    public required string Name { get; init; }

    /// <summary>"near" or "far", where the user says so.</summary>
    public string? Distance { get; init; }

    /// <summary>Files, one an embedding.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Their embeddings.</summary>
    public required Matrix Embeddings { get; init; }

    /// <summary>Files that could not be embedded.</summary>
    public IReadOnlyList<SkippedFile> Skipped { get; init; } = [];
}
