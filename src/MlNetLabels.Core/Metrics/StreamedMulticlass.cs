using MlNetLabels.Numerics;

namespace MlNetLabels.Metrics;

/// <summary>
/// <see cref="MulticlassMetrics"/> of rows that come in batches and are not kept: memory depends on the number of classes
/// alone. All but AUROC are exact but for the rounding of sums; AUROC is of logits counted in 4,096 bins, and
/// <see cref="Bound"/> is how far the exact one can lie from it. Not thread-safe.
/// </summary>
public sealed class StreamedMulticlass
{
    private readonly IReadOnlyList<string> _names;
    private readonly long[] _cells;
    private readonly ScoreHistogram[] _scores;
    private readonly ConfidenceSums _confidence = new();
    private MeanSum _losses,
        _squares,
        _topTwo;
    private int _clipped;

    /// <summary>Begins without rows.</summary>
    /// <param name="classNames">The classes in column order.</param>
    public StreamedMulticlass(IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        _names = [.. classNames];
        _cells = new long[_names.Count * _names.Count];
        _scores = [.. _names.Select(_ => new ScoreHistogram())];
    }

    /// <summary>Adds rows.</summary>
    /// <param name="truth">One class index per image.</param>
    /// <param name="probabilities">One image per row, one class per column; each row sums to 1.</param>
    public void Add(ReadOnlySpan<int> truth, Matrix probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        var rows = new MulticlassPredictions(truth, probabilities, _names);
        for (int row = 0; row < rows.Count; row++)
            Add(truth[row], rows.Probabilities(row));
    }

    /// <summary>The largest distance of an AUROC from the exact one; 0 where there is none.</summary>
    public double Bound => _scores.Max(x => x.Auroc()?.Bound ?? 0);

    /// <summary>Every metric of all rows so far.</summary>
    public MulticlassMetrics Evaluate()
    {
        var confusion = new ConfusionMatrix(_names.Count, _cells);
        var undefined = new UndefinedMetrics();
        long rows = _cells.Sum();
        var auroc = new DefinedMean();
        foreach (var scores in _scores)
            auroc.Add(scores.Auroc()?.Value);
        return new()
        {
            Count = checked((int)rows),
            Accuracy = undefined.Note("accuracy", confusion.Accuracy, MulticlassEvaluator.NoRows),
            BalancedAccuracy = undefined.Note(
                "balancedAccuracy",
                confusion.BalancedAccuracy,
                MulticlassEvaluator.NoRows
            ),
            MacroF1 = undefined.Note("macroF1", confusion.MacroF1, MulticlassEvaluator.NoRows),
            WeightedF1 = undefined.Note("weightedF1", confusion.WeightedF1, MulticlassEvaluator.NoRows),
            LogLoss = undefined.Note("logLoss", _losses.Mean, MulticlassEvaluator.NoRows),
            LogLossClipped = _clipped,
            Brier = undefined.Note("brier", _squares.Mean, MulticlassEvaluator.NoRows),
            Ece = undefined.Note("ece", _confidence.Error(), MulticlassEvaluator.NoRows),
            Reliability = _confidence.Diagram(),
            Top2Accuracy = undefined.Note(
                "top2Accuracy",
                _names.Count < 3 ? null : _topTwo.Mean,
                rows == 0 ? MulticlassEvaluator.NoRows : "with fewer than three classes it is always 1"
            ),
            Mcc = undefined.Note(
                "mcc",
                confusion.Mcc,
                rows == 0 ? MulticlassEvaluator.NoRows : "all rows are of one class, or are predicted as one"
            ),
            Kappa = undefined.Note(
                "kappa",
                confusion.Kappa,
                rows == 0 ? MulticlassEvaluator.NoRows : "all rows are of one class and are predicted as it"
            ),
            Auroc = undefined.Note(
                "auroc",
                auroc.Value,
                rows == 0 ? MulticlassEvaluator.NoRows : "fewer than two classes occur"
            ),
            Confusion = confusion.ToRows(),
            PerClass =
            [
                .. _names.Select(
                    (name, k) => MulticlassEvaluator.Judge(name, k, _scores[k].Auroc()?.Value, confusion, undefined)
                ),
            ],
            Undefined = undefined.Reasons,
        };
    }

    private void Add(int truth, ReadOnlySpan<double> p)
    {
        int predicted = 0,
            above = 0;
        double squares = 0;
        for (int k = 0; k < p.Length; k++)
        {
            if (p[k] > p[predicted])
                predicted = k;
            if (p[k] > p[truth] || (p[k] == p[truth] && k < truth))
                above++;
            double miss = p[k] - (k == truth ? 1 : 0);
            squares += miss * miss;
            _scores[k].Add(p[k], k == truth);
        }
        _squares.Add(squares);
        _topTwo.Add(above < 2 ? 1 : 0);
        _losses.Add(LogLoss.FromProbability(p[truth]));
        if (LogLoss.IsClipped(p[truth]))
            _clipped++;
        _confidence.Add(p[predicted], predicted == truth);
        _cells[(truth * p.Length) + predicted]++;
    }
}
