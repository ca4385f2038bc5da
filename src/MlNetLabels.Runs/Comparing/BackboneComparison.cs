using MlNetLabels.Data;
using MlNetLabels.Metrics;

namespace MlNetLabels.Runs;

/// <summary>What <see cref="ImageRuns.CompareBackbones"/> found. Nothing in it was chosen by the images judged.</summary>
public sealed record BackboneComparison
{
    /// <summary>What the images say of themselves.</summary>
    public required TargetKind Kind { get; init; }

    /// <summary>How many images were judged, each once.</summary>
    public required int Images { get; init; }

    /// <summary>Which images were trained on and which judged, in a sentence.</summary>
    public required string Protocol { get; init; }

    /// <summary>
    /// The figure of <see cref="BackboneFigures.Quality"/>: "accuracy", or "mapMacro" (mean average precision) of label
    /// sets.
    /// </summary>
    public required string Metric { get; init; }

    /// <summary>In the order asked for.</summary>
    public required IReadOnlyList<BackboneFigures> Backbones { get; init; }

    /// <summary>Files that could not be used, each with its reason.</summary>
    public IReadOnlyList<SkippedFile> Skipped { get; init; } = [];
}

/// <summary>One backbone's figures.</summary>
public sealed record BackboneFigures
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Length of one embedding.</summary>
    public required int Dimension { get; init; }

    /// <summary>The metric with its bootstrap interval, over all images judged; 0 to 1, 1 is perfect.</summary>
    public required BootstrapInterval Quality { get; init; }

    /// <summary>Log-loss with its bootstrap interval, over all images judged; 0 is perfect.</summary>
    public required BootstrapInterval LogLoss { get; init; }

    /// <summary>
    /// The metric less that of the first backbone, on the same images and resamples; null for the first. An interval
    /// that holds 0 shows no difference.
    /// </summary>
    public BootstrapInterval? Difference { get; init; }

    /// <summary>How well the domain check tells images of another kind, set after set.</summary>
    public required IReadOnlyList<BackboneSeparation> OutOfDomain { get; init; }

    /// <summary>
    /// Time of one image on one thread, decoding included, without a cache, in milliseconds: the median over a sample.
    /// </summary>
    public required double Milliseconds { get; init; }
}

/// <summary>One out-of-domain set against the images judged, by the domain check's score.</summary>
/// <param name="Set">The set.</param>
/// <param name="Distance">"near", "far" or null where it was given without a tag.</param>
/// <param name="Score">Name of the score.</param>
/// <param name="Auroc">
/// Chance that an image of the set scores further out than one judged, mean over the models; 0.5 is blind, 1 perfect.
/// </param>
/// <param name="Least">The least over the models.</param>
/// <param name="Most">The most over the models.</param>
public sealed record BackboneSeparation(
    string Set,
    string? Distance,
    string Score,
    double Auroc,
    double Least,
    double Most
);
