using MlNetLabels.Data;
using MlNetLabels.Numerics;

namespace MlNetLabels.Runs.Suggesting;

/// <summary>Unlabelled images and their embeddings, wherever they came from.</summary>
internal sealed record PoolImages
{
    /// <summary>Embeddings, one image a row.</summary>
    public required Matrix Embeddings { get; init; }

    /// <summary>The images as their source names them.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Where each lies; null where there are no files that stay.</summary>
    public IReadOnlyList<string>? Paths { get; init; }

    /// <summary>Group of each; null where none are known.</summary>
    public IReadOnlyList<string?>? Groups { get; init; }

    /// <summary>Images that were left out since the list gives their labels.</summary>
    public int Labelled { get; init; }

    /// <summary>Images that cannot be used.</summary>
    public IReadOnlyList<SkippedFile> Skipped { get; init; } = [];

    /// <summary>What is to be known, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>A small picture of a row as a data URI; null where there is none.</summary>
    public required Func<int, string?> Picture { get; init; }

    /// <summary>The bytes of a row that no file holds; null where files do, or nobody has them.</summary>
    public Func<int, byte[]?>? Bytes { get; init; }
}
