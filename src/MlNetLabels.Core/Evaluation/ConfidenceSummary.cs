using System.Diagnostics.CodeAnalysis;
using System.Numerics.Tensors;
using MlNetLabels.Numerics;

namespace MlNetLabels.Evaluation;

/// <summary>How sure one head is on one set of images: its largest probability per image, summarised.</summary>
public sealed record ConfidenceSummary
{
    private const int Bins = 20;
    private const int Steps = 100;
    private const double Sure = 0.9;

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

    /// <summary>Summarises the largest probability of each image.</summary>
    /// <param name="probabilities">images x classes or labels.</param>
    /// <param name="thresholds">For label heads, one per label; empty for softmax, which always answers.</param>
    public static ConfidenceSummary From(Matrix probabilities, ReadOnlySpan<double> thresholds)
    {
        double[] largest = LargestProbabilities(probabilities);
        var histogram = new int[Bins];
        foreach (double p in largest)
            histogram[Math.Min((int)(p * Bins), Bins - 1)]++;
        if (largest.Length == 0)
            return new ConfidenceSummary { Count = 0, Histogram = histogram };

        int none = 0;
        double sumMin = double.PositiveInfinity,
            sumMax = double.NegativeInfinity;
        for (int i = 0; i < probabilities.Rows; i++)
        {
            var row = probabilities.Row(i);
            double sum = 0;
            bool any = false;
            for (int k = 0; k < row.Length; k++)
            {
                sum += row[k];
                any |= !thresholds.IsEmpty && row[k] >= thresholds[k];
            }
            (sumMin, sumMax) = (Math.Min(sumMin, sum), Math.Max(sumMax, sum));
            if (!any)
                none++;
        }
        return new ConfidenceSummary
        {
            Count = largest.Length,
            Mean = largest.Average(),
            Max = largest.Max(),
            Min = largest.Min(),
            Histogram = histogram,
            ShareAbove90 = (double)largest.Count(p => p > Sure) / largest.Length,
            ShareAbove = SharesAbove(largest),
            ShareNone = thresholds.IsEmpty ? null : (double)none / largest.Length,
            SumMin = sumMin,
            SumMax = sumMax,
        };
    }

    private static double[] SharesAbove(double[] largest)
    {
        double[] sorted = [.. largest.Order()];
        var shares = new double[Steps + 1];
        for (int step = 0, below = 0; step <= Steps; step++)
        {
            while (below < sorted.Length && sorted[below] <= step / (double)Steps)
                below++;
            shares[step] = (double)(sorted.Length - below) / sorted.Length;
        }
        return shares;
    }

    /// <summary>The largest probability of each image, 0 to 1.</summary>
    public static double[] LargestProbabilities(Matrix probabilities)
    {
        var largest = new double[probabilities.Rows];
        for (int i = 0; i < largest.Length; i++)
            largest[i] = probabilities.Columns == 0 ? 0 : TensorPrimitives.Max<float>(probabilities.Row(i));
        return largest;
    }
}
