namespace MlNetLabels.Metrics;

/// <summary>
/// Counts of (true, predicted) class pairs and what follows from them alone. Whole numbers until the last division.
/// </summary>
internal sealed class ConfusionMatrix
{
    private readonly int _classes;
    private readonly long[] _cells;
    private readonly long[] _true;
    private readonly long[] _predicted;
    private readonly long _all;
    private readonly long _right;

    /// <param name="classes">Number of classes.</param>
    /// <param name="cells">Row-major, one true class per row, one predicted class per column; not copied.</param>
    public ConfusionMatrix(int classes, long[] cells)
    {
        (_classes, _cells, _true, _predicted) = (classes, cells, new long[classes], new long[classes]);
        for (int t = 0; t < classes; t++)
        for (int p = 0; p < classes; p++)
        {
            long count = cells[(t * classes) + p];
            _true[t] += count;
            _predicted[p] += count;
            _all += count;
            if (t == p)
                _right += count;
        }
    }

    public long Support(int index) => _true[index];

    public double? Precision(int index) => Ratio(Hits(index), _predicted[index]);

    public double? Recall(int index) => Ratio(Hits(index), _true[index]);

    public double? F1(int index) => Ratio(2 * Hits(index), _true[index] + _predicted[index]);

    public double? Accuracy => Ratio(_right, _all);

    public double? BalancedAccuracy => Mean(Recall);

    public double? MacroF1 => Mean(F1);

    public double? WeightedF1
    {
        get
        {
            double sum = 0;
            for (int k = 0; k < _classes; k++)
                sum += _true[k] * (F1(k) ?? 0);
            return _all == 0 ? null : sum / _all;
        }
    }

    /// <summary>
    /// R_K = (c s - Σ tₖ pₖ) / √((s² - Σ pₖ²)(s² - Σ tₖ²)); null where all rows are, or are predicted as, one class.
    /// </summary>
    public double? Mcc
    {
        get
        {
            double spread =
                ((double)_all * _all - Dot(_predicted, _predicted)) * ((double)_all * _all - Dot(_true, _true));
            return spread == 0 ? null : ((double)_right * _all - Dot(_true, _predicted)) / Math.Sqrt(spread);
        }
    }

    /// <summary>κ = (c s - Σ tₖ pₖ) / (s² - Σ tₖ pₖ); null where chance agreement is certain.</summary>
    public double? Kappa
    {
        get
        {
            double chance = Dot(_true, _predicted),
                room = ((double)_all * _all) - chance;
            return room == 0 ? null : (((double)_right * _all) - chance) / room;
        }
    }

    public int[][] ToRows() =>
        [
            .. Enumerable
                .Range(0, _classes)
                .Select(t => Array.ConvertAll(_cells[(t * _classes)..((t + 1) * _classes)], c => checked((int)c))),
        ];

    private long Hits(int index) => _cells[(index * _classes) + index];

    private double? Mean(Func<int, double?> of)
    {
        var mean = new DefinedMean();
        for (int k = 0; k < _classes; k++)
            mean.Add(of(k));
        return mean.Value;
    }

    private static double? Ratio(long part, long whole) => whole == 0 ? null : (double)part / whole;

    private static double Dot(long[] a, long[] b)
    {
        double sum = 0;
        for (int k = 0; k < a.Length; k++)
            sum += (double)a[k] * b[k];
        return sum;
    }
}
