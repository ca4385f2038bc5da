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

    /// <summary>Micro F1, macro F1, macro AP, macro AUROC, subset accuracy, label ranking AP, log loss and Brier score.</summary>
    public double?[] Headlines(ReadOnlySpan<int> counts) => Headlines(Over(counts), counts);

    /// <summary>The same, then precision, recall, F1 and average precision of each label.</summary>
    public double?[] HeadlinesAndLabels(ReadOnlySpan<int> counts)
    {
        var over = Over(counts);
        return [.. Headlines(over, counts), .. over.Each];
    }

    private double?[] Headlines(OverLabels over, ReadOnlySpan<int> counts) =>
        [over.MicroF1, over.MacroF1, over.MapMacro, over.AurocMacro, SubsetAccuracy(counts), Lrap(counts), LogLossMean(counts), Brier(counts)];

    public double? SubsetAccuracy(ReadOnlySpan<int> counts) => WeightedMean.Of(_exact, counts);

    public double? SamplesF1(ReadOnlySpan<int> counts) => WeightedMean.Of(_samplesF1, counts);

    public double? Lrap(ReadOnlySpan<int> counts) => WeightedMean.Of(_lrap, counts);

    public double? RankingLoss(ReadOnlySpan<int> counts) => WeightedMean.Of(_rankingLoss, counts);

    public double? CoverageError(ReadOnlySpan<int> counts) => WeightedMean.Of(_coverage, counts);

    public double? HammingLoss(ReadOnlySpan<int> counts) => PerCell(counts, static r => r.Wrong);

    public double? LogLossMean(ReadOnlySpan<int> counts) => PerCell(counts, static r => r.Losses);

    public double? Brier(ReadOnlySpan<int> counts) => PerCell(counts, static r => r.Squares);

    /// <summary>What takes every label for itself: each is ranked and counted once.</summary>
    public OverLabels Over(ReadOnlySpan<int> counts)
    {
        var (all, f1, averagePrecision, auroc) = (new BinaryCounts(), new DefinedMean(), new DefinedMean(), new DefinedMean());
        var each = new List<double?>();
        foreach (var label in _labels)
        {
            var found = label.Count(counts);
            var areas = label.Ranking.Areas(counts);
            all += found;
            f1.Add(found.F1);
            averagePrecision.Add(areas.AveragePrecision);
            auroc.Add(areas.Auroc);
            each.AddRange([found.Precision, found.Recall, found.F1, areas.AveragePrecision]);
        }
        return new(all.F1, f1.Value, averagePrecision.Value, auroc.Value, each);
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

/// <summary>Figures over all labels.</summary>
/// <param name="MicroF1">Of all cells together.</param>
/// <param name="MacroF1">Mean over the labels that occur or are predicted.</param>
/// <param name="MapMacro">Mean over the labels that have a positive.</param>
/// <param name="AurocMacro">Mean over the labels that have a positive and a negative.</param>
/// <param name="Each">Precision, recall, F1 and average precision, label after label.</param>
internal readonly record struct OverLabels(double? MicroF1, double? MacroF1, double? MapMacro, double? AurocMacro, IReadOnlyList<double?> Each);
