using System.Numerics.Tensors;
using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Suggesting;

/// <summary>
/// Clusters of rows [n x d] around k means: Lloyd's steps from centres drawn by k-means++
/// (Arthur and Vassilvitskii 2007), each the best of a few draws.
/// </summary>
/// <remarks>The same on any number of threads: rows are added to their means in their order.</remarks>
internal sealed class KMeans
{
    /// <summary>Most clusters, as in TypiClust's source; more would take long and be of few images each.</summary>
    public const int MostClusters = 500;

    private const int MostSteps = 20,
        Block = 256,
        Few = 5_000,
        Starts = 5;

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

    /// <summary>The best of several starts; of many rows, which take long and have few poor ends, of one.</summary>
    public static KMeans Fit(Matrix rows, int k, int seed, CancellationToken cancellationToken = default)
    {
        k = Math.Min(k, rows.Rows);
        var random = new Random(seed);
        return Enumerable
            .Range(0, rows.Rows <= Few ? Starts : 1)
            .Select(_ => FitOnce(rows, k, random, cancellationToken))
            .MinBy(found => found.Gaps.Sum(gap => (double)gap))!;
    }

    private static KMeans FitOnce(Matrix rows, int k, Random random, CancellationToken cancellationToken)
    {
        var centres = FirstCentres(rows, k, random, cancellationToken);
        var (clusters, gaps) = (new int[rows.Rows], new float[rows.Rows]);
        for (int step = 0; ; step++)
        {
            bool hasMoved = Assign(rows, centres, clusters, gaps, step == 0, cancellationToken);
            if (!hasMoved || step == MostSteps)
                return new(centres, clusters, gaps);
            Move(rows, clusters, centres);
        }
    }

    // Each further centre is a row, drawn the likelier the farther it is from those there are; of a few draws, the one that
    // leaves rows nearest to a centre.
    private static Matrix FirstCentres(Matrix rows, int k, Random random, CancellationToken cancellationToken)
    {
        int[] chosen = new int[k];
        int draws = 2 + (int)Math.Log(k);
        double[] distance = new double[rows.Rows];
        Array.Fill(distance, double.PositiveInfinity);
        for (int c = 0; c < k; c++)
        {
            (double Sum, int Row, double[] Distance) best = (double.PositiveInfinity, 0, distance);
            for (int draw = 0; draw < (c == 0 ? 1 : draws); draw++)
            {
                int row = c == 0 ? random.Next(rows.Rows) : Draw(distance, random);
                double[] next = Nearer(rows, row, distance, cancellationToken);
                if (next.Sum() is var sum && sum < best.Sum)
                    best = (sum, row, next);
            }
            (chosen[c], distance) = (best.Row, best.Distance);
        }
        return rows.Select(chosen);
    }

    private static int Draw(double[] distance, Random random)
    {
        double left = random.NextDouble() * distance.Sum();
        int row = 0;
        while (row < distance.Length - 1 && (left -= distance[row]) >= 0)
            row++;
        return row;
    }

    private static double[] Nearer(Matrix rows, int centre, double[] distance, CancellationToken cancellationToken)
    {
        var nearer = new double[distance.Length];
        Each(
            rows.Rows,
            i =>
            {
                double d = TensorPrimitives.Distance<float>(rows.Row(i), rows.Row(centre));
                nearer[i] = Math.Min(distance[i], d * d);
            },
            cancellationToken
        );
        return nearer;
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
}
