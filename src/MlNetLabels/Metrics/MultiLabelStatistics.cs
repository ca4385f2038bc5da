namespace MlNetLabels.Metrics;

/// <summary>
/// The metrics of label predictions, each as a function of how often every row counts: once for the metric itself, as often as drawn for a
/// bootstrap resample, so that both come from the same code. What depends on one row alone is worked out once. Immutable.
/// </summary>
internal sealed class MultiLabelStatistics
{
    private readonly MultiLabelRow[] _rows;
    private readonly LabelColumn[] _labels;
    private readonly double[] _exact;
    private readonly double[] _samplesF1;
    private readonly double[] _lrap;
    private readonly double[] _rankingLoss;
    private readonly double[] _coverage;

    public MultiLabelStatistics(MultiLabelPredictions predictions)
    {
        _rows = [.. Enumerable.Range(0, predictions.Rows).Select(row => MultiLabelRow.Judge(predictions, row))];
        _labels = [.. Enumerable.Range(0, predictions.LabelNames.Count).Select(label => new LabelColumn(predictions, label))];
        _exact = Array.ConvertAll(_rows, r => r.Cells == 0 ? double.NaN : r.Wrong == 0 ? 1.0 : 0.0);
        _samplesF1 = Array.ConvertAll(_rows, r => r.F1);
        _lrap = Array.ConvertAll(_rows, r => r.Lrap);
        _rankingLoss = Array.ConvertAll(_rows, r => r.RankingLoss);
        _coverage = Array.ConvertAll(_rows, r => r.Coverage);
    }

    public int JudgedRows => _rows.Count(r => r.Cells > 0);

    public int Clipped => _rows.Sum(r => r.Clipped);

    public IReadOnlyList<LabelColumn> Labels => _labels;

    public double? SubsetAccuracy(ReadOnlySpan<int> counts) => WeightedMean.Of(_exact, counts);

    public double? SamplesF1(ReadOnlySpan<int> counts) => WeightedMean.Of(_samplesF1, counts);

    public double? Lrap(ReadOnlySpan<int> counts) => WeightedMean.Of(_lrap, counts);

    public double? RankingLoss(ReadOnlySpan<int> counts) => WeightedMean.Of(_rankingLoss, counts);

    public double? CoverageError(ReadOnlySpan<int> counts) => WeightedMean.Of(_coverage, counts);

    public double? HammingLoss(ReadOnlySpan<int> counts) => PerCell(counts, static r => r.Wrong);

    public double? LogLossMean(ReadOnlySpan<int> counts) => PerCell(counts, static r => r.Losses);

    public double? Brier(ReadOnlySpan<int> counts) => PerCell(counts, static r => r.Squares);

    public double? MicroF1(ReadOnlySpan<int> counts)
    {
        var all = new BinaryCounts();
        foreach (var label in _labels) all += label.Count(counts);
        return all.F1;
    }

    /// <summary>Mean over the labels that occur or are predicted.</summary>
    public double? MacroF1(ReadOnlySpan<int> counts)
    {
        var mean = new DefinedMean();
        foreach (var label in _labels) mean.Add(label.Count(counts).F1);
        return mean.Value;
    }

    /// <summary>Mean over the labels that have a positive.</summary>
    public double? MapMacro(ReadOnlySpan<int> counts)
    {
        var mean = new DefinedMean();
        foreach (var label in _labels) mean.Add(label.Ranking.AveragePrecision(counts));
        return mean.Value;
    }

    /// <summary>Mean over the labels that have a positive and a negative.</summary>
    public double? MacroAuroc(ReadOnlySpan<int> counts)
    {
        var mean = new DefinedMean();
        foreach (var label in _labels) mean.Add(label.Ranking.Auroc(counts));
        return mean.Value;
    }

    private double? PerCell(ReadOnlySpan<int> counts, Func<MultiLabelRow, double> of)
    {
        double sum = 0;
        long cells = 0;
        for (int row = 0; row < _rows.Length; row++)
        {
            int count = counts.IsEmpty ? 1 : counts[row];
            if (count == 0 || _rows[row].Cells == 0) continue;
            sum += count * of(_rows[row]);
            cells += (long)count * _rows[row].Cells;
        }
        return cells == 0 ? null : sum / cells;
    }
}
