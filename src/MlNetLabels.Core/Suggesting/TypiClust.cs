using System.Numerics.Tensors;
using MlNetLabels.Numerics;

namespace MlNetLabels.Suggesting;

/// <summary>
/// Clusters of the unlabelled images together with those that are labelled or asked for, as many as there will then be:
/// the clusters with the fewest of the latter first, among those the largest, and of each the most typical image, which
/// is the one with the largest mean cosine with its nearest images of the cluster.
/// </summary>
internal static class TypiClust
{
    private const int MostCovered = 5_000,
        Neighbours = 20;

    // Of a large cluster those nearest to its mean are held against one another: all pairs would be too many.
    private const int MostCompared = 500;

    public static void Ask(AskedImages asked, UnlabelledPool pool, CancellationToken cancellationToken)
    {
        int[] rows = Sample.Draw([.. pool.Rows.Where(asked.IsOpen)], Sample.MostClustered, asked.Seed);
        if (asked.Left == 0 || rows.Length == 0)
            return;
        var units = asked.Space.Of(asked.Pool, rows);
        var covered = Covered(asked);
        int k = Math.Min(covered.Rows + asked.Left, KMeans.MostClusters);
        var found = KMeans.Fit(units.Append(covered), k, asked.Seed, cancellationToken);
        var clusters = found
            .Members()
            .Select(members => (Open: members.Where(i => i < rows.Length).ToArray(), Size: members.Length))
            .Where(c => c.Open.Length > 0)
            .OrderBy(c => c.Size - c.Open.Length)
            .ThenByDescending(c => c.Open.Length)
            .Select(c => c.Open)
            .ToArray();
        var typicality = new double[rows.Length];
        Parallel.ForEach(
            clusters,
            new ParallelOptions { CancellationToken = cancellationToken },
            cluster => Judge(cluster, units, typicality)
        );
        foreach (int[] cluster in clusters)
            Array.Sort(cluster, (a, b) => (typicality[b], a).CompareTo((typicality[a], b)));
        asked.AskInTurn(clusters, rows, units, SuggestionReason.Typical, i => typicality[i]);
    }

    private static Matrix Covered(AskedImages asked)
    {
        var labelled = asked.Space.Labelled;
        var covered = labelled.Select(Sample.Draw([.. Enumerable.Range(0, labelled.Rows)], MostCovered, asked.Seed));
        return covered.Append(
            new Matrix(asked.Units.Count, covered.Columns, asked.Units.SelectMany(unit => unit).ToArray())
        );
    }

    // Members come nearest to the mean first; one alone is typical of nothing.
    private static void Judge(int[] cluster, Matrix units, double[] typicality)
    {
        int compared = Math.Min(cluster.Length, MostCompared);
        var cosines = new float[compared];
        foreach (int i in cluster)
        {
            for (int j = 0; j < compared; j++)
                cosines[j] = cluster[j] == i ? -1 : TensorPrimitives.Dot<float>(units.Row(i), units.Row(cluster[j]));
            Array.Sort(cosines);
            int others = Math.Min(Neighbours, compared - 1);
            typicality[i] = others == 0 ? 0 : TensorPrimitives.Sum<float>(cosines.AsSpan(compared - others)) / others;
        }
    }
}
