using System.Diagnostics.CodeAnalysis;

namespace MlNetLabels.Evaluation;

/// <summary>How sure one head is on one set of images: its largest probability an image, summarised.</summary>
public sealed record ConfidenceSummary
{
    /// <summary>Number of images.</summary>
    public required int Count { get; init; }

    /// <summary>Mean of the largest probability; null where there is no image.</summary>
    public double? Mean { get; init; }

    /// <summary>Largest of the largest probabilities.</summary>
    public double? Max { get; init; }

    /// <summary>Smallest of the largest probabilities.</summary>
    public double? Min { get; init; }

    /// <summary>Counts in 20 equal bins over [0, 1]; 1 falls into the last.</summary>
    public required IReadOnlyList<int> Histogram { get; init; }

    /// <summary>Share of images whose largest probability is above 0.9.</summary>
    public double? ShareAbove90 { get; init; }

    /// <summary>
    /// Share of images whose largest probability is above 0, 0.01, ..., 1: 101 shares, falling to 0; empty where there
    /// is no image, and in reports from before there were shares.
    /// </summary>
    [AllowNull]
    public IReadOnlyList<double> ShareAbove
    {
        get => field ?? [];
        init;
    }

    /// <summary>Share of images on which no label reaches its threshold; null for a head that always answers.</summary>
    public double? ShareNone { get; init; }

    /// <summary>
    /// Smallest and largest sum of an image's probabilities: 1 and 1 for softmax, anything for labels.
    /// </summary>
    public double? SumMin { get; init; }

    /// <inheritdoc cref="SumMin"/>
    public double? SumMax { get; init; }
}
