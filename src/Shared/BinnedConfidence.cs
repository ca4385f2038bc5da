namespace MlNetLabels.Metrics;

/// <summary>Confidences put into their bins once; immutable, so threads may share it.</summary>
internal sealed class BinnedConfidence
{
    private readonly double[] _confidences;
    private readonly bool[] _hits;
    private readonly byte[] _bins;
    private readonly int[]? _rows;

    /// <param name="confidences">One in [0, 1] per row that takes part.</param>
    /// <param name="hits">Whether that row is a hit.</param>
    /// <param name="rows">The rows' places in the counts that the methods are given; empty for 0, 1, 2, ...</param>
    public BinnedConfidence(ReadOnlySpan<double> confidences, ReadOnlySpan<bool> hits, ReadOnlySpan<int> rows = default)
    {
        (_confidences, _hits, _rows) = (confidences.ToArray(), hits.ToArray(), rows.IsEmpty ? null : rows.ToArray());
        _bins = Array.ConvertAll(
            _confidences,
            c => (byte)Math.Min((int)(CalibrationError.Bins * c), CalibrationError.Bins - 1)
        );
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
        foreach (double gap in gaps)
            sum += Math.Abs(gap);
        return total == 0 ? null : sum / total;
    }

    public ReliabilityBin[] Diagram()
    {
        var (counts, confidences, hits) = (
            new int[CalibrationError.Bins],
            new double[CalibrationError.Bins],
            new int[CalibrationError.Bins]
        );
        for (int i = 0; i < _bins.Length; i++)
        {
            counts[_bins[i]]++;
            confidences[_bins[i]] += _confidences[i];
            if (_hits[i])
                hits[_bins[i]]++;
        }
        return
        [
            .. counts.Select(
                (count, bin) =>
                    new ReliabilityBin(
                        (double)bin / CalibrationError.Bins,
                        (double)(bin + 1) / CalibrationError.Bins,
                        count,
                        count == 0 ? null : confidences[bin] / count,
                        count == 0 ? null : (double)hits[bin] / count
                    )
            ),
        ];
    }

    private int Count(ReadOnlySpan<int> counts, int i) => counts.IsEmpty ? 1 : counts[_rows is null ? i : _rows[i]];
}
