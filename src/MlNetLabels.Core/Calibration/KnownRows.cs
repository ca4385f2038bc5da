using MlNetLabels.Data;
using MlNetLabels.Numerics;

namespace MlNetLabels.Calibration;

/// <summary>One label's column, without the rows that do not know it.</summary>
internal static class KnownRows
{
    /// <summary>The number of labels, after checking that both sides have the same shape.</summary>
    public static int CheckedLabels(Matrix values, LabelMatrix truth)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentOutOfRangeException.ThrowIfNotEqual(truth.Rows, values.Rows);
        ArgumentOutOfRangeException.ThrowIfNotEqual(truth.Labels, values.Columns);
        return truth.Labels;
    }

    public static (double[] Values, bool[] Truth) Select(Matrix values, LabelMatrix truth, int label)
    {
        int[] rows = [.. Enumerable.Range(0, truth.Rows).Where(row => truth[row, label] != LabelState.Unknown)];
        return (
            Array.ConvertAll(rows, row => (double)values[row, label]),
            Array.ConvertAll(rows, row => truth[row, label] == LabelState.Present)
        );
    }
}
