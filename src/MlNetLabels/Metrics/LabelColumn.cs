using MlNetLabels.Data;

namespace MlNetLabels.Metrics;

/// <summary>One label over the rows that know it.</summary>
internal sealed class LabelColumn
{
    private readonly int[] _rows;
    private readonly bool[] _present;
    private readonly bool[] _predicted;

    public LabelColumn(MultiLabelPredictions predictions, int label)
    {
        _rows = [.. Enumerable.Range(0, predictions.Rows).Where(row => predictions.Truth(row)[label] != LabelState.Unknown)];
        _present = Array.ConvertAll(_rows, row => predictions.Truth(row)[label] == LabelState.Present);
        _predicted = Array.ConvertAll(_rows, row => predictions.IsPredicted(row, label));
        double[] probabilities = Array.ConvertAll(_rows, row => predictions.Probabilities(row)[label]);
        Ranking = new(probabilities, _present, _rows);
        Confidence = new(probabilities, _present, _rows);
    }

    public RankedScores Ranking { get; }

    public BinnedConfidence Confidence { get; }

    public BinaryCounts Count(ReadOnlySpan<int> counts)
    {
        long right = 0, extra = 0, missed = 0;
        for (int i = 0; i < _rows.Length; i++)
        {
            int count = counts.IsEmpty ? 1 : counts[_rows[i]];
            if (_present[i] && _predicted[i]) right += count;
            else if (_predicted[i]) extra += count;
            else if (_present[i]) missed += count;
        }
        return new(right, extra, missed);
    }
}
