namespace MlNetLabels.Metrics;

/// <summary>
/// The metrics of one class per image, each as a function of how often every row counts: once for the metric itself, as
/// often as drawn for a bootstrap resample, so that both come from the same code. What depends on one row alone is
/// worked out once, rankings when they are first asked for. Immutable.
/// </summary>
internal sealed class MulticlassStatistics
{
    private readonly int _classes;
    private readonly int[] _cells;
    private readonly double[] _losses;
    private readonly double[] _squares;
    private readonly bool[] _topTwo;
    private readonly BinnedConfidence _confidence;
    private readonly Lazy<RankedScores[]> _rankings;

    public MulticlassStatistics(MulticlassPredictions predictions)
    {
        int rows = predictions.Count;
        _classes = predictions.ClassNames.Count;
        int[] truths = predictions.Truth.ToArray();
        (_cells, _losses, _squares, _topTwo) = (new int[rows], new double[rows], new double[rows], new bool[rows]);
        double[] largest = new double[rows];
        bool[] hits = new bool[rows];
        for (int row = 0; row < rows; row++)
        {
            var p = predictions.Probabilities(row);
            int truth = truths[row],
                predicted = 0,
                above = 0;
            for (int k = 0; k < _classes; k++)
            {
                if (p[k] > p[predicted])
                    predicted = k;
                if (p[k] > p[truth] || (p[k] == p[truth] && k < truth))
                    above++;
                double miss = p[k] - (k == truth ? 1 : 0);
                _squares[row] += miss * miss;
            }
            _topTwo[row] = above < 2;
            _losses[row] = LogLoss.FromProbability(p[truth]);
            if (LogLoss.IsClipped(p[truth]))
                Clipped++;
            (largest[row], hits[row]) = (p[predicted], predicted == truth);
            _cells[row] = (truth * _classes) + predicted;
        }
        _confidence = new(largest, hits);
        _rankings = new(() =>
            [
                .. Enumerable
                    .Range(0, _classes)
                    .Select(k => new RankedScores(predictions.Column(k), Array.ConvertAll(truths, t => t == k))),
            ]
        );
    }

    public int Clipped { get; }

    public IReadOnlyList<ReliabilityBin> Reliability => _confidence.Diagram();

    /// <summary>Accuracy, balanced accuracy, macro F1, log loss, Brier score, ECE and AUROC.</summary>
    public double?[] Headlines(ReadOnlySpan<int> counts) => Headlines(Count(counts), counts);

    /// <summary>The same, then precision, recall and F1 of each class.</summary>
    public double?[] HeadlinesAndClasses(ReadOnlySpan<int> counts)
    {
        var confusion = Count(counts);
        return
        [
            .. Headlines(confusion, counts),
            .. Enumerable
                .Range(0, _classes)
                .SelectMany(k => new[] { confusion.Precision(k), confusion.Recall(k), confusion.F1(k) }),
        ];
    }

    private double?[] Headlines(ConfusionMatrix confusion, ReadOnlySpan<int> counts) =>
        [
            confusion.Accuracy,
            confusion.BalancedAccuracy,
            confusion.MacroF1,
            LogLossMean(counts),
            Brier(counts),
            Ece(counts),
            Auroc(counts),
        ];

    public double? LogLossMean(ReadOnlySpan<int> counts) => WeightedMean.Compute(_losses, counts);

    public double? Brier(ReadOnlySpan<int> counts) => WeightedMean.Compute(_squares, counts);

    public double? Ece(ReadOnlySpan<int> counts) => _confidence.Error(counts);

    /// <summary>Null for two classes or fewer, where it could not fail.</summary>
    public double? TopTwoAccuracy(ReadOnlySpan<int> counts)
    {
        long hits = 0,
            all = 0;
        for (int row = 0; row < _topTwo.Length; row++)
        {
            int count = counts.IsEmpty ? 1 : counts[row];
            all += count;
            if (_topTwo[row])
                hits += count;
        }
        return all == 0 || _classes < 3 ? null : (double)hits / all;
    }

    public double? ClassAuroc(int index, ReadOnlySpan<int> counts) => _rankings.Value[index].Auroc(counts);

    /// <summary>Mean over the classes that have both a positive and a negative.</summary>
    public double? Auroc(ReadOnlySpan<int> counts)
    {
        var mean = new DefinedMean();
        foreach (var ranking in _rankings.Value)
            mean.Add(ranking.Auroc(counts));
        return mean.Value;
    }

    public ConfusionMatrix Count(ReadOnlySpan<int> counts)
    {
        var cells = new long[_classes * _classes];
        for (int row = 0; row < _cells.Length; row++)
            cells[_cells[row]] += counts.IsEmpty ? 1 : counts[row];
        return new(_classes, cells);
    }
}
