using MlNetLabels.Data;
using MlNetLabels.Models;

namespace MlNetLabels.Runs;

/// <summary>What <see cref="ImageRuns.Embed"/> wrote.</summary>
public sealed record EmbedResult
{
    /// <summary>The .npy file: images x dimension, single precision.</summary>
    public required string EmbeddingsFile { get; init; }

    /// <summary>The CSV with one row per embedding, in the same order.</summary>
    public required string RowsFile { get; init; }

    /// <summary>Images embedded.</summary>
    public required int Images { get; init; }

    /// <summary>What made the embeddings.</summary>
    public required BackboneReference Backbone { get; init; }

    /// <summary>Files that could not be used, each with its reason.</summary>
    public IReadOnlyList<SkippedFile> Skipped { get; init; } = [];

    /// <summary>The folder, where files in it are no images, with how many of which kinds.</summary>
    public IReadOnlyList<SkippedFile> LeftOut { get; init; } = [];
}
