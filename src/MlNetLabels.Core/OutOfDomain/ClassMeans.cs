using MlNetLabels.Data;
using MlNetLabels.Numerics;

namespace MlNetLabels.OutOfDomain;

/// <summary>
/// Means that training rows are measured from: one per class, or for label data one per frequent label set and the
/// global mean.
/// </summary>
/// <param name="Means">The means [means x columns].</param>
/// <param name="MeanOfRow">Each row's mean.</param>
internal sealed record ClassMeans(double[][] Means, int[] MeanOfRow)
{
    /// <summary>
    /// Label sets with fewer rows than this, and rows with an unknown label, belong to the global mean.
    /// </summary>
    public const int LeastRowsOfLabelSet = 5;

    public static ClassMeans From(ScorerTraining training, IRows embeddings)
    {
        int rows = training.Input.Rows;
        int[] of = new int[rows];
        int count = 1;
        if (training.Classes is { } classes)
            count = Number(rows, i => classes[i], 1, 0, of);
        else if (training.Labels is { } labels)
            count = 1 + Number(rows, i => LabelSet(labels, i), LeastRowsOfLabelSet, 1, of);
        var means = Average(embeddings, of, count);
        if (training.Classes is null)
            means[0] = Average(embeddings, new int[rows], 1)[0];
        return new ClassMeans(means, of);
    }

    /// <summary>
    /// Numbers the groups of at least <paramref name="least"/> rows from <paramref name="first"/> on, in order of first
    /// sight.
    /// </summary>
    private static int Number<T>(int rows, Func<int, T?> key, int least, int first, int[] of)
        where T : notnull
    {
        var groups = Enumerable
            .Range(0, rows)
            .Where(i => key(i) is not null)
            .GroupBy(i => key(i)!)
            .Where(g => g.Count() >= least)
            .ToArray();
        for (int g = 0; g < groups.Length; g++)
            foreach (int i in groups[g])
                of[i] = first + g;
        return groups.Length;
    }

    private static string? LabelSet(LabelMatrix labels, int row)
    {
        var cells = labels.Row(row);
        return cells.Contains(LabelState.Unknown)
            ? null
            : string.Create(
                cells.Length,
                (labels, row),
                static (chars, source) =>
                {
                    var states = source.labels.Row(source.row);
                    for (int k = 0; k < chars.Length; k++)
                        chars[k] = states[k] == LabelState.Present ? '1' : '0';
                }
            );
    }

    private static double[][] Average(IRows rows, int[] of, int count)
    {
        double[][] sums = [.. Enumerable.Range(0, count).Select(_ => new double[rows.Columns])];
        int[] sizes = new int[count];
        for (int i = 0; i < rows.Rows; i++)
        {
            var row = rows.Row(i);
            double[] sum = sums[of[i]];
            sizes[of[i]]++;
            for (int j = 0; j < row.Length; j++)
                sum[j] += row[j];
        }
        for (int g = 0; g < count; g++)
        for (int j = 0; j < rows.Columns; j++)
            sums[g][j] /= Math.Max(1, sizes[g]);
        return sums;
    }
}
