using MlNetLabels.Data;

namespace MlNetLabels.Metrics;

/// <summary>One label over the rows that know it.</summary>
internal sealed class LabelColumn
{
    public LabelColumn(MultiLabelPredictions predictions, int label)
    {
        int[] rows =
        [
            .. Enumerable.Range(0, predictions.Rows).Where(row => predictions.Truth(row)[label] != LabelState.Unknown),
        ];
        bool[] present = Array.ConvertAll(rows, row => predictions.Truth(row)[label] == LabelState.Present);
        double[] probabilities = Array.ConvertAll(rows, row => predictions.Probabilities(row)[label]);
        Ranking = new(probabilities, present, rows, predictions.Thresholds[label]);
        Confidence = new(probabilities, present, rows);
    }

    public RankedScores Ranking { get; }

    public BinnedConfidence Confidence { get; }
}
