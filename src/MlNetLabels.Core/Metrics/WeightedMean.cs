namespace MlNetLabels.Metrics;

/// <summary>Means over rows that count several times, and over values that may be undefined.</summary>
internal static class WeightedMean
{
    /// <summary>
    /// Σ cᵢ vᵢ / Σ cᵢ, or null where nothing counts; empty counts mean once each, a NaN value never counts.
    /// </summary>
    public static double? Compute(ReadOnlySpan<double> values, ReadOnlySpan<int> counts)
    {
        double sum = 0;
        long all = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i]))
                continue;
            int count = counts.IsEmpty ? 1 : counts[i];
            sum += count * values[i];
            all += count;
        }
        return all == 0 ? null : sum / all;
    }
}

/// <summary>The mean of those values that are defined.</summary>
internal struct DefinedMean
{
    private double _sum;
    private int _count;

    public readonly double? Value => _count == 0 ? null : _sum / _count;

    public void Add(double? value)
    {
        if (value is null)
            return;
        _sum += value.Value;
        _count++;
    }
}
