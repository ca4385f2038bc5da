namespace MlNetLabels.Metrics;

/// <summary>The bins of <see cref="CalibrationError"/> as sums, of rows that are not kept.</summary>
internal sealed class ConfidenceSums
{
    private readonly long[] _counts = new long[CalibrationError.Bins];
    private readonly long[] _hits = new long[CalibrationError.Bins];
    private readonly double[] _confidences = new double[CalibrationError.Bins];

    public void Add(double confidence, bool isHit)
    {
        int bin = Math.Min((int)(CalibrationError.Bins * confidence), CalibrationError.Bins - 1);
        _counts[bin]++;
        _confidences[bin] += confidence;
        if (isHit)
            _hits[bin]++;
    }

    public double? Error()
    {
        long all = _counts.Sum();
        double gaps = 0;
        for (int bin = 0; bin < _counts.Length; bin++)
            gaps += Math.Abs(_confidences[bin] - _hits[bin]);
        return all == 0 ? null : gaps / all;
    }

    public ReliabilityBin[] Diagram() =>
        [
            .. _counts.Select(
                (count, bin) =>
                    new ReliabilityBin(
                        (double)bin / CalibrationError.Bins,
                        (double)(bin + 1) / CalibrationError.Bins,
                        checked((int)count),
                        count == 0 ? null : _confidences[bin] / count,
                        count == 0 ? null : (double)_hits[bin] / count
                    )
            ),
        ];
}
