using MlNetLabels.Data;

namespace MlNetLabels.Runs;

/// <summary>Which images <see cref="ImageRuns.Embed"/> embeds, and where the embeddings go.</summary>
public sealed record EmbedOptions
{
    /// <summary>Folder of images, folder with one subfolder per class, CSV or JSON Lines file, or a single image.</summary>
    public required string Images { get; init; }

    /// <summary>Images, in this order, instead of what <see cref="Images"/> names; null, the default, for those.</summary>
    public IReadOnlyList<string>? Files { get; init; }

    /// <summary>The .npy file to write; a .csv of its rows and a .json about the backbone come beside it.</summary>
    public required string Output { get; init; }

    /// <summary>
    /// Name of a backbone, or path of its card or ONNX file; several joined by + are concatenated, each of unit length.
    /// </summary>
    public string Backbone { get; init; } = TrainOptions.DefaultBackbone;

    /// <summary>How <see cref="Images"/> is to be read, where looking at it does not tell.</summary>
    public DatasetOptions Reading { get; init; } = new();

    /// <summary>How images become embeddings.</summary>
    public EmbeddingSettings Embedding { get; init; } = new();

    // Before the work, which may take hours.
    internal void CheckOutput()
    {
        foreach (string file in new[] { Output, EmbeddingsSeal.RowsPath(Output), EmbeddingsSeal.PathOf(Output) })
            OutputPlace.Check(file);
        EmbeddingsSeal.CheckReplaced(Output);
    }

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Images);
        ArgumentException.ThrowIfNullOrWhiteSpace(Output);
        ArgumentException.ThrowIfNullOrWhiteSpace(Backbone);
        ArgumentNullException.ThrowIfNull(Reading);
        ArgumentNullException.ThrowIfNull(Embedding);
        Embedding.Validate();
        if (!Path.GetExtension(Output).Equals(".npy", StringComparison.OrdinalIgnoreCase))
            throw new InvalidInputException($"--output is '{Output}'; it must end in .npy.");
    }
}
