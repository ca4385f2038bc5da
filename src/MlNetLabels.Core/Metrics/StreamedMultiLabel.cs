using MlNetLabels.Data;
using MlNetLabels.Numerics;

namespace MlNetLabels.Metrics;

/// <summary>
/// <see cref="MultiLabelMetrics"/> of rows that come in batches and are not kept: memory depends on the number of labels
/// alone. All but AUROC and average precision are exact but for the rounding of sums; those are of logits counted in 4,096
/// bins, and <see cref="Bound"/> is how far the exact ones can lie from them. Not thread-safe.
/// </summary>
public sealed class StreamedMultiLabel
{
    private readonly IReadOnlyList<string> _names;
    private readonly double[] _thresholds;
    private readonly BinaryCounts[] _counts;
    private readonly ScoreHistogram[] _scores;
    private readonly ConfidenceSums[] _confidences;
    private MeanSum _wrong,
        _losses,
        _squares,
        _exact,
        _samplesF1,
        _lrap,
        _rankingLoss,
        _coverage;
    private int _rows,
        _clipped;

    /// <summary>Begins without rows.</summary>
    /// <param name="labelNames">The labels in column order.</param>
    /// <param name="thresholds">Probability from which on each label is given.</param>
    public StreamedMultiLabel(IReadOnlyList<string> labelNames, ReadOnlySpan<double> thresholds)
    {
        ArgumentNullException.ThrowIfNull(labelNames);
        (_names, _thresholds, _counts) = ([.. labelNames], thresholds.ToArray(), new BinaryCounts[labelNames.Count]);
        _scores = [.. _names.Select(_ => new ScoreHistogram())];
        _confidences = [.. _names.Select(_ => new ConfidenceSums())];
    }

    /// <summary>Adds rows.</summary>
    /// <param name="truth">What is known of each image and label.</param>
    /// <param name="probabilities">One image per row, one label per column.</param>
    public void Add(LabelMatrix truth, Matrix probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        var rows = new MultiLabelPredictions(truth, probabilities, _thresholds, _names);
        for (int row = 0; row < rows.Rows; row++)
        {
            Add(MultiLabelRow.Judge(rows, row));
            for (int k = 0; k < _names.Count; k++)
                if (rows.Truth(row)[k] is not LabelState.Unknown and var state)
                    Add(k, rows.Probabilities(row)[k], state == LabelState.Present, rows.IsPredicted(row, k));
        }
    }

    /// <summary>The largest distance of an AUROC or average precision from the exact one; 0 where there is none.</summary>
    public double Bound => _scores.Max(x => Math.Max(x.Auroc()?.Bound ?? 0, x.AveragePrecision()?.Bound ?? 0));

    /// <summary>Every metric of all rows so far.</summary>
    public MultiLabelMetrics Evaluate()
    {
        const string NoRows = MultiLabelEvaluator.NoRows;
        var undefined = new UndefinedMetrics();
        var (all, f1, precision, auroc) = (new BinaryCounts(), new DefinedMean(), new DefinedMean(), new DefinedMean());
        for (int k = 0; k < _names.Count; k++)
        {
            all += _counts[k];
            f1.Add(_counts[k].F1);
            precision.Add(_scores[k].AveragePrecision()?.Value);
            auroc.Add(_scores[k].Auroc()?.Value);
        }
        return new()
        {
            Count = _rows,
            MicroF1 = undefined.Note("microF1", all.F1, MultiLabelEvaluator.NoLabel),
            MacroF1 = undefined.Note("macroF1", f1.Value, MultiLabelEvaluator.NoLabel),
            SamplesF1 = undefined.Note("samplesF1", _samplesF1.Mean, NoRows),
            MapMacro = undefined.Note("mapMacro", precision.Value, MultiLabelEvaluator.NoPositive),
            AurocMacro = undefined.Note("aurocMacro", auroc.Value, MultiLabelEvaluator.NoPair),
            SubsetAccuracy = undefined.Note("subsetAccuracy", _exact.Mean, NoRows),
            HammingLoss = undefined.Note("hammingLoss", _wrong.Mean, NoRows),
            Lrap = undefined.Note("lrap", _lrap.Mean, NoRows),
            RankingLoss = undefined.Note("rankingLoss", _rankingLoss.Mean, NoRows),
            CoverageError = undefined.Note("coverageError", _coverage.Mean, NoRows),
            LogLoss = undefined.Note("logLoss", _losses.Mean, NoRows),
            LogLossClipped = _clipped,
            Brier = undefined.Note("brier", _squares.Mean, NoRows),
            PerLabel =
            [
                .. _names.Select(
                    (name, k) =>
                        MultiLabelEvaluator.Judge(
                            name,
                            k,
                            _thresholds[k],
                            new RankedFigures(
                                _scores[k].Auroc()?.Value,
                                _scores[k].AveragePrecision()?.Value,
                                _counts[k]
                            ),
                            (_confidences[k].Error(), _confidences[k].Diagram()),
                            undefined
                        )
                ),
            ],
            Undefined = undefined.Reasons,
        };
    }

    private void Add(MultiLabelRow row)
    {
        if (row.Cells == 0)
            return;
        _rows++;
        _clipped += row.Clipped;
        _wrong.Add(row.Wrong, row.Cells);
        _losses.Add(row.Losses, row.Cells);
        _squares.Add(row.Squares, row.Cells);
        _exact.Add(row.Wrong == 0 ? 1 : 0);
        _samplesF1.Add(row.F1);
        _lrap.Add(row.Lrap);
        _rankingLoss.Add(row.RankingLoss);
        _coverage.Add(row.Coverage);
    }

    private void Add(int label, double probability, bool isPresent, bool isPredicted)
    {
        _scores[label].Add(probability, isPresent);
        _confidences[label].Add(probability, isPresent);
        _counts[label] += new BinaryCounts(
            isPresent && isPredicted ? 1 : 0,
            !isPresent && isPredicted ? 1 : 0,
            isPresent && !isPredicted ? 1 : 0
        );
    }
}
