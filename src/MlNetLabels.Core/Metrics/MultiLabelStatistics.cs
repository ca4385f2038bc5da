namespace MlNetLabels.Metrics;

/// <summary>
/// The metrics of label predictions, each as a function of how often every row counts: once for the metric itself, as
/// often as drawn for a bootstrap resample, so that both come from the same code. What depends on one row alone is
/// worked out once, labels when they are first asked for. Immutable.
/// </summary>
internal sealed class MultiLabelStatistics
{
    private readonly Lazy<LabelColumn[]> _labels;
    private readonly int[] _cells;
    private readonly double[] _wrong;
    private readonly double[] _losses;
    private readonly double[] _squares;
    private readonly double[] _exact;
    private readonly double[] _samplesF1;
    private readonly double[] _lrap;
    private readonly double[] _rankingLoss;
    private readonly double[] _coverage;

    public MultiLabelStatistics(MultiLabelPredictions predictions)
    {
        MultiLabelRow[] rows =
        [
            .. Enumerable.Range(0, predictions.Rows).Select(row => MultiLabelRow.Judge(predictions, row)),
        ];
        _labels = new(() =>
            [.. Enumerable.Range(0, predictions.LabelNames.Count).Select(label => new LabelColumn(predictions, label))]
        );
        _cells = Array.ConvertAll(rows, r => r.Cells);
        _wrong = Array.ConvertAll(rows, r => (double)r.Wrong);
        _losses = Array.ConvertAll(rows, r => r.Losses);
        _squares = Array.ConvertAll(rows, r => r.Squares);
        _exact = Array.ConvertAll(
            rows,
            r =>
                r.Cells == 0 ? double.NaN
                : r.Wrong == 0 ? 1.0
                : 0.0
        );
        _samplesF1 = Array.ConvertAll(rows, r => r.F1);
        _lrap = Array.ConvertAll(rows, r => r.Lrap);
        _rankingLoss = Array.ConvertAll(rows, r => r.RankingLoss);
        _coverage = Array.ConvertAll(rows, r => r.Coverage);
        Clipped = rows.Sum(r => r.Clipped);
    }

    public int JudgedRows => _cells.Count(cells => cells > 0);

    public int Clipped { get; }

    public IReadOnlyList<LabelColumn> Labels => _labels.Value;

    /// <summary>
    /// Micro F1, macro F1, macro AP, macro AUROC, subset accuracy, label ranking AP, log loss and Brier score.
    /// </summary>
    public double?[] Headlines(ReadOnlySpan<int> counts) => Headlines(Over(counts), counts);

    /// <summary>The same, then precision, recall, F1 and average precision of each label.</summary>
    public double?[] HeadlinesAndLabels(ReadOnlySpan<int> counts)
    {
        var over = Over(counts);
        return [.. Headlines(over, counts), .. over.Each];
    }

    private double?[] Headlines(OverLabels over, ReadOnlySpan<int> counts) =>
        [
            over.MicroF1,
            over.MacroF1,
            over.MapMacro,
            over.AurocMacro,
            SubsetAccuracy(counts),
            Lrap(counts),
            LogLossMean(counts),
            Brier(counts),
        ];

    public double? SubsetAccuracy(ReadOnlySpan<int> counts) => WeightedMean.Compute(_exact, counts);

    public double? SamplesF1(ReadOnlySpan<int> counts) => WeightedMean.Compute(_samplesF1, counts);

    public double? Lrap(ReadOnlySpan<int> counts) => WeightedMean.Compute(_lrap, counts);

    public double? RankingLoss(ReadOnlySpan<int> counts) => WeightedMean.Compute(_rankingLoss, counts);

    public double? CoverageError(ReadOnlySpan<int> counts) => WeightedMean.Compute(_coverage, counts);

    public double? HammingLoss(ReadOnlySpan<int> counts) => PerCell(_wrong, counts);

    public double? LogLossMean(ReadOnlySpan<int> counts) => PerCell(_losses, counts);

    public double? Brier(ReadOnlySpan<int> counts) => PerCell(_squares, counts);

    /// <summary>What takes every label for itself: each is ranked and counted once.</summary>
    public OverLabels Over(ReadOnlySpan<int> counts)
    {
        var (all, f1, averagePrecision, auroc) = (
            new BinaryCounts(),
            new DefinedMean(),
            new DefinedMean(),
            new DefinedMean()
        );
        var each = new List<double?>();
        foreach (var label in _labels.Value)
        {
            var (labelAuroc, labelPrecision, found) = label.Ranking.Judge(counts);
            all += found;
            f1.Add(found.F1);
            averagePrecision.Add(labelPrecision);
            auroc.Add(labelAuroc);
            each.AddRange([found.Precision, found.Recall, found.F1, labelPrecision]);
        }
        return new(all.F1, f1.Value, averagePrecision.Value, auroc.Value, each);
    }

    private double? PerCell(double[] ofRows, ReadOnlySpan<int> counts)
    {
        double sum = 0;
        long cells = 0;
        for (int row = 0; row < _cells.Length; row++)
        {
            if (_cells[row] == 0)
                continue;
            int count = counts.IsEmpty ? 1 : counts[row];
            sum += count * ofRows[row];
            cells += (long)count * _cells[row];
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
internal readonly record struct OverLabels(
    double? MicroF1,
    double? MacroF1,
    double? MapMacro,
    double? AurocMacro,
    IReadOnlyList<double?> Each
);
