using System.Numerics.Tensors;
using MlNetLabels.Numerics;

namespace MlNetLabels.Evaluation;

/// <summary>Summarises how sure a head is on a set of images.</summary>
public static class Confidence
{
    private const int Bins = 20;
    private const int Steps = 100;
    private const double Sure = 0.9;

    /// <summary>Summarises the largest probability of each image.</summary>
    /// <param name="probabilities">images x classes or labels.</param>
    /// <param name="thresholds">For label heads, one a label; empty for softmax, which always answers.</param>
    public static ConfidenceSummary Summarise(Matrix probabilities, ReadOnlySpan<double> thresholds)
    {
        double[] largest = Largest(probabilities);
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
            ShareAbove = ShareAbove(largest),
            ShareNone = thresholds.IsEmpty ? null : (double)none / largest.Length,
            SumMin = sumMin,
            SumMax = sumMax,
        };
    }

    private static double[] ShareAbove(double[] largest)
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
    public static double[] Largest(Matrix probabilities)
    {
        var largest = new double[probabilities.Rows];
        for (int i = 0; i < largest.Length; i++)
            largest[i] = probabilities.Columns == 0 ? 0 : TensorPrimitives.Max<float>(probabilities.Row(i));
        return largest;
    }
}
