namespace MlNetLabels.Metrics;

/// <summary>A mean of what comes one by one; not-a-number is left out.</summary>
internal struct MeanSum
{
    private double _sum;
    private long _count;

    public readonly double? Mean => _count == 0 ? null : _sum / _count;

    public void Add(double value) => Add(value, 1);

    public void Add(double sum, long count)
    {
        if (double.IsNaN(sum))
            return;
        _sum += sum;
        _count += count;
    }
}
