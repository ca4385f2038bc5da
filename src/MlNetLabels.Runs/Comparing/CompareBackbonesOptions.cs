using MlNetLabels.Data;
using MlNetLabels.Models;

namespace MlNetLabels.Runs;

/// <summary>Which backbones <see cref="ImageRuns.CompareBackbones"/> compares, and on what.</summary>
public sealed record CompareBackbonesOptions
{
    /// <summary>
    /// Images with their classes or labels: a folder with one subfolder per class, a CSV or a JSON Lines file.
    /// </summary>
    public required string Data { get; init; }

    /// <summary>Classes to take, in this order; empty, the default, takes all, sorted by name.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>
    /// Backbones as <see cref="TrainOptions.Backbone"/> takes them; the others are held against the first. Empty, the
    /// default, takes all that are here and, of several, all of them at once.
    /// </summary>
    public IReadOnlyList<string> Backbones { get; init; } = [];

    /// <summary>
    /// Folders or CSV files of images of another kind; near:PATH or far:PATH tags one. Empty by default.
    /// </summary>
    public IReadOnlyList<string> OutOfDomain { get; init; } = [];

    /// <summary>
    /// Parts that all images are divided into, 2 or more, each judged by a model trained on the others. Null, the
    /// default, judges the test split that the data prescribe, and divides into 5 parts where they prescribe none.
    /// </summary>
    public int? Folds { get; init; }

    /// <summary>How heads and domain check are fitted; the seed also divides and resamples.</summary>
    public TrainerOptions Trainer { get; init; } = new();

    /// <summary>How <see cref="Data"/> is to be read, where looking at it does not tell.</summary>
    public DatasetOptions Reading { get; init; } = new();

    /// <summary>How images become embeddings.</summary>
    public EmbeddingSettings Embedding { get; init; } = new();

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Data);
        ArgumentOutOfRangeException.ThrowIfLessThan(Folds ?? 2, 2, nameof(Folds));
        ArgumentNullException.ThrowIfNull(Trainer);
        ArgumentNullException.ThrowIfNull(Reading);
        ArgumentNullException.ThrowIfNull(Embedding);
        foreach (string name in Backbones)
            ArgumentException.ThrowIfNullOrWhiteSpace(name, nameof(Backbones));
        Embedding.Validate();
    }
}
