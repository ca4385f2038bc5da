using System.Numerics.Tensors;
using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Suggesting;

/// <summary>
/// Clusters of rows [n x d] around k means: Lloyd's steps from centres drawn by k-means++ (Arthur and Vassilvitskii 2007).
/// </summary>
/// <remarks>The same on any number of threads: rows are added to their means in their order.</remarks>
internal sealed class KMeans
{
    /// <summary>Most clusters, as in TypiClust's source; more would take long and be of few images each.</summary>
    public const int MostClusters = 500;

    private const int MostSteps = 20,
        Block = 256;

    private KMeans(Matrix centres, int[] clusters, float[] gaps) =>
        (Centres, Clusters, Gaps) = (centres, clusters, gaps);

    /// <summary>The means, k x d.</summary>
    public Matrix Centres { get; }

    /// <summary>Cluster of each row.</summary>
    public int[] Clusters { get; }

    /// <summary>
    /// How far each row is from its mean: |c|^2 / 2 - x.c, which orders rows of one length as their distance does.
    /// </summary>
    public float[] Gaps { get; }

    /// <summary>Rows of each cluster, nearest to the mean first.</summary>
    public int[][] Members()
    {
        var members = new List<int>[Centres.Rows];
        for (int c = 0; c < members.Length; c++)
            members[c] = [];
        for (int i = 0; i < Clusters.Length; i++)
            members[Clusters[i]].Add(i);
        return [.. members.Select(rows => rows.OrderBy(i => Gaps[i]).ThenBy(i => i).ToArray())];
    }

    public static KMeans Fit(Matrix rows, int k, int seed, CancellationToken cancellationToken = default)
    {
        k = Math.Min(k, rows.Rows);
        var centres = FirstCentres(rows, k, seed, cancellationToken);
        var (clusters, gaps) = (new int[rows.Rows], new float[rows.Rows]);
        for (int step = 0; ; step++)
        {
            bool hasMoved = Assign(rows, centres, clusters, gaps, step == 0, cancellationToken);
            if (!hasMoved || step == MostSteps)
                return new(centres, clusters, gaps);
            Move(rows, clusters, centres);
        }
    }

    // Each further centre is a row, the likelier the farther it is from those there are.
    private static Matrix FirstCentres(Matrix rows, int k, int seed, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        var centres = new Matrix(k, rows.Columns);
        var distance = new double[rows.Rows];
        Array.Fill(distance, double.PositiveInfinity);
        int chosen = random.Next(rows.Rows);
        for (int c = 0; c < k; c++)
        {
            rows.Row(chosen).CopyTo(centres.Row(c));
            Each(
                rows.Rows,
                i =>
                    distance[i] = Math.Min(
                        distance[i],
                        Square(TensorPrimitives.Distance<float>(rows.Row(i), centres.Row(c)))
                    ),
                cancellationToken
            );
            double left = random.NextDouble() * distance.Sum();
            chosen = 0;
            while (chosen < distance.Length - 1 && (left -= distance[chosen]) >= 0)
                chosen++;
        }
        return centres;
    }

    private static bool Assign(
        Matrix rows,
        Matrix centres,
        int[] clusters,
        float[] gaps,
        bool isFirst,
        CancellationToken cancellationToken
    )
    {
        var halves = new float[centres.Rows];
        for (int c = 0; c < halves.Length; c++)
            halves[c] = TensorPrimitives.SumOfSquares<float>(centres.Row(c)) / 2;
        int moved = isFirst ? 1 : 0;
        Each(
            rows.Rows,
            i =>
            {
                var (cluster, gap) = Nearest(rows.Row(i), centres, halves);
                if (cluster != clusters[i])
                    Interlocked.Exchange(ref moved, 1);
                (clusters[i], gaps[i]) = (cluster, gap);
            },
            cancellationToken
        );
        return moved != 0;
    }

    private static (int Cluster, float Gap) Nearest(ReadOnlySpan<float> row, Matrix centres, float[] halves)
    {
        Span<float> dots = stackalloc float[NearestRows.Block];
        var best = (Cluster: 0, Gap: float.PositiveInfinity);
        for (int start = 0; start < centres.Rows; start += NearestRows.Block)
        {
            NearestRows.Dots(row, centres.Span, start, dots);
            for (int c = start; c < Math.Min(start + NearestRows.Block, centres.Rows); c++)
                if (halves[c] - dots[c - start] is var gap && gap < best.Gap)
                    best = (c, gap);
        }
        return best;
    }

    // A cluster that lost its rows keeps its centre, and with it a chance to get some back.
    private static void Move(Matrix rows, int[] clusters, Matrix centres)
    {
        var sums = new double[centres.Rows, rows.Columns];
        var counts = new int[centres.Rows];
        for (int i = 0; i < clusters.Length; i++)
        {
            var row = rows.Row(i);
            int c = clusters[i];
            counts[c]++;
            for (int j = 0; j < row.Length; j++)
                sums[c, j] += row[j];
        }
        for (int c = 0; c < centres.Rows; c++)
            if (counts[c] > 0)
                for (int j = 0; j < rows.Columns; j++)
                    centres[c, j] = (float)(sums[c, j] / counts[c]);
    }

    private static void Each(int count, Action<int> work, CancellationToken cancellationToken) =>
        Parallel.For(
            0,
            (count + Block - 1) / Block,
            new ParallelOptions { CancellationToken = cancellationToken },
            block =>
            {
                for (int i = block * Block; i < Math.Min((block + 1) * Block, count); i++)
                    work(i);
            }
        );

    private static double Square(double x) => x * x;
}
