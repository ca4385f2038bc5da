namespace MlNetLabels.Metrics;

/// <summary>Confidences put into their bins once; immutable, so threads may share it.</summary>
internal sealed class BinnedConfidence
{
    private readonly double[] _confidences;
    private readonly bool[] _hits;
    private readonly byte[] _bins;
    private readonly int[]? _rows;

    /// <param name="confidences">One in [0, 1] a row that takes part.</param>
    /// <param name="hits">Whether that row is a hit.</param>
    /// <param name="rows">The rows' places in the counts that the methods are given; empty for 0, 1, 2, ...</param>
    public BinnedConfidence(ReadOnlySpan<double> confidences, ReadOnlySpan<bool> hits, ReadOnlySpan<int> rows = default)
    {
        (_confidences, _hits, _rows) = (confidences.ToArray(), hits.ToArray(), rows.IsEmpty ? null : rows.ToArray());
        _bins = Array.ConvertAll(_confidences, c => (byte)Math.Min((int)(CalibrationError.Bins * c), CalibrationError.Bins - 1));
    }

    public double? Error(ReadOnlySpan<int> counts = default)
    {
        Span<double> gaps = stackalloc double[CalibrationError.Bins];
        gaps.Clear();
        long total = 0;
        for (int i = 0; i < _confidences.Length; i++)
        {
            int count = Count(counts, i);
            gaps[_bins[i]] += count * (_confidences[i] - (_hits[i] ? 1 : 0));
            total += count;
        }
        double sum = 0;
        foreach (double gap in gaps) sum += Math.Abs(gap);
        return total == 0 ? null : sum / total;
    }

    public ReliabilityBin[] Diagram()
    {
        var diagram = new ReliabilityBin[CalibrationError.Bins];
        for (int bin = 0; bin < diagram.Length; bin++)
        {
            int[] inside = [.. Enumerable.Range(0, _bins.Length).Where(i => _bins[i] == bin)];
            diagram[bin] = new(
                (double)bin / diagram.Length,
                (double)(bin + 1) / diagram.Length,
                inside.Length,
                inside.Length == 0 ? null : inside.Average(i => _confidences[i]),
                inside.Length == 0 ? null : inside.Average(i => _hits[i] ? 1.0 : 0.0));
        }
        return diagram;
    }

    private int Count(ReadOnlySpan<int> counts, int i) => counts.IsEmpty ? 1 : counts[_rows is null ? i : _rows[i]];
}
