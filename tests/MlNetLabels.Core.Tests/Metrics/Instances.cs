using MlNetLabels.Data;
using MlNetLabels.Numerics;

namespace MlNetLabels.Core.Tests.Metrics;

/// <summary>Random truths and probabilities, coarse enough to tie often.</summary>
internal static class Instances
{
    public static (int[] Truth, Matrix Probabilities) Multiclass(Random random, int rows, int classes)
    {
        var probabilities = new Matrix(rows, classes);
        int[] truth = [.. Enumerable.Range(0, rows).Select(_ => random.Next(classes))];
        for (int row = 0; row < rows; row++)
        {
            int[] weights =
            [
                .. Enumerable.Range(0, classes).Select(k => 1 + random.Next(4) + (k == truth[row] ? 2 : 0)),
            ];
            for (int k = 0; k < classes; k++)
                probabilities[row, k] = (float)weights[k] / weights.Sum();
        }
        return (truth, probabilities);
    }

    public static (LabelMatrix Truth, Matrix Probabilities) MultiLabel(Random random, int rows, int labels)
    {
        var truth = new LabelMatrix(rows, labels);
        var probabilities = new Matrix(rows, labels);
        for (int row = 0; row < rows; row++)
        for (int k = 0; k < labels; k++)
        {
            truth[row, k] = (LabelState)(random.Next(4) == 0 ? -1 : random.Next(2));
            probabilities[row, k] = (1 + random.Next(8) + (truth[row, k] == LabelState.Present ? 2 : 0)) / 11f;
        }
        return (truth, probabilities);
    }

    public static int[] Shuffled(Random random, int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        random.Shuffle(order);
        return order;
    }
}
