using Microsoft.ML;
using MlNetLabels.Embedding;
using MlNetLabels.Models;

namespace MlNetLabels.MLNet;

/// <summary>How TransferLearning makes a model of images and labels.</summary>
public sealed record TransferLearningOptions
{
    /// <summary>Paths, bytes of files, or MLImage; ImagePath by default.</summary>
    public string ImageColumnName { get; init; } = "ImagePath";

    /// <summary>
    /// For classes, keys with text values, Label by default; for labels, a named slot each (1 present, 0 absent, NaN
    /// unknown, or Booleans), Labels by default.
    /// </summary>
    public string? LabelColumnName { get; init; }

    /// <summary>Text; images of one group are never divided. Null where there are no groups.</summary>
    public string? GroupColumnName { get; init; }

    /// <summary>Weight of each row in training, above 0; null weighs all alike.</summary>
    public string? ExampleWeightColumnName { get; init; }

    /// <summary>
    /// Images to calibrate on, set thresholds and the domain check, with the same columns; null takes them from the
    /// data, as <see cref="ModelTrainer"/> does. Never the test set: figures on images that chose anything flatter.
    /// </summary>
    public IDataView? ValidationSet { get; init; }

    /// <summary>Heads, calibration, thresholds, share of images to reject. Its seed counts where Seed is given.</summary>
    public TrainerOptions Training { get; init; } = new();

    /// <summary>Seed of everything drawn; null draws it from the context, whose own seed makes runs the same.</summary>
    public int? Seed { get; init; }

    /// <summary>Threads, limits, cache.</summary>
    public EmbeddingOptions Embedding { get; init; } = new();

    /// <summary>
    /// The most images whose embeddings are kept for the next fit of the same estimator, as in a cross-validation.
    /// </summary>
    public int RememberedImages { get; init; } = 100_000;

    /// <summary>Told after every image and every step of training, from the fitting thread.</summary>
    public IProgress<WorkProgress>? Progress { get; init; }

    /// <summary>Stops a fit, which then throws <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken CancellationToken { get; init; }
}
