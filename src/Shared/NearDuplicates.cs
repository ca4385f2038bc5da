using MlNetLabels.Heads;
using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Audit;

/// <summary>
/// Images that show nearly the same: pairs whose standardised embeddings have a cosine of at least a threshold, joined
/// into groups. The threshold comes from the data: the distance 1 - cosine to the nearest other image is, in
/// logarithms, a robust distance below its median, so that images are taken for copies where they are far closer than
/// images of this set usually are. It is kept between <see cref="LowestThreshold"/> and <see cref="HighestThreshold"/>:
/// in a set full of copies the median says nothing.
/// </summary>
internal static class NearDuplicates
{
    /// <summary>
    /// Re-encoded, 5 % cropped, brightened and mirrored copies mostly lie above this, other images of the three sets
    /// tried mostly below.
    /// </summary>
    public const double LowestThreshold = 0.8;

    /// <summary>Above this only copies remain.</summary>
    public const double HighestThreshold = 0.95;

    /// <summary>Images compared at most: all pairs of them cost n^2 d.</summary>
    public const int MaxImages = 10_000;

    /// <summary>Fewest images that tell how far apart images usually are.</summary>
    public const int MinImages = 20;

    // About the share of a normal distribution that lies 2.5 deviations below its median: 0.6 %.
    private const double Deviations = 2.5;
    private const double MadToDeviation = 1.4826;
    private const int QueryBlock = 64;

    // Thousands of frames of one scene would be millions of pairs; this many of the closest hold them together as well.
    private const int MaxPairsPerImage = 50;

    /// <summary>Compares every image with every other.</summary>
    /// <param name="embeddings">One image per row.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Null where there are too few images, or too many.</returns>
    public static NearDuplicateResult? Find(Matrix embeddings, CancellationToken cancellationToken = default)
    {
        int n = embeddings.Rows;
        if (n is < MinImages or > MaxImages)
            return null;
        int[] rows = [.. Enumerable.Range(0, n)];
        var unit = UnitRows.Create(embeddings, Standardizer.Fit(embeddings, rows));
        // One pass keeps every pair that any threshold could want; the threshold is known only after it.
        var candidates = new List<DuplicatePair>[(n + QueryBlock - 1) / QueryBlock];
        var nearest = new float[n];
        nearest.AsSpan().Fill(-1);
        Parallel.For(
            0,
            candidates.Length,
            new ParallelOptions { CancellationToken = cancellationToken },
            block => candidates[block] = Search(unit, block * QueryBlock, n, nearest)
        );
        double threshold = Threshold(nearest);
        DuplicatePair[] pairs = [.. candidates.SelectMany(c => c).Where(p => p.Similarity >= threshold)];
        return new NearDuplicateResult(threshold, Group(pairs, n));
    }

    private static List<DuplicatePair> Search(Matrix unit, int first, int n, float[] nearest)
    {
        var found = new PriorityQueue<DuplicatePair, (float, int)>[Math.Min(QueryBlock, n - first)];
        for (int q = 0; q < found.Length; q++)
            found[q] = new();
        Span<float> dots = stackalloc float[NearestRows.Block];
        int end = Math.Min(first + QueryBlock, n);
        for (int start = 0; start < n; start += NearestRows.Block)
        for (int q = first; q < end; q++)
        {
            NearestRows.Dots(unit.Row(q), unit.Span, start, dots);
            for (int r = 0; r < NearestRows.Block && start + r < n; r++)
            {
                int other = start + r;
                if (other == q)
                    continue;
                if (dots[r] > nearest[q])
                    nearest[q] = dots[r];
                if (other <= q || dots[r] < LowestThreshold)
                    continue;
                found[q - first].Enqueue(new(q, other, Math.Min(1, dots[r])), (dots[r], -other));
                if (found[q - first].Count > MaxPairsPerImage)
                    found[q - first].Dequeue();
            }
        }
        return
        [
            .. found.SelectMany(pairs => pairs.UnorderedItems.Select(x => x.Element)).OrderBy(p => (p.First, p.Second)),
        ];
    }

    private static double Threshold(float[] nearest)
    {
        double[] distances = [.. nearest.Select(s => Math.Log(Math.Max(1 - s, 1e-6))).Order()];
        double median = distances[distances.Length / 2];
        double[] spread = [.. distances.Select(d => Math.Abs(d - median)).Order()];
        return Math.Clamp(
            1 - Math.Exp(median - Deviations * MadToDeviation * spread[spread.Length / 2]),
            LowestThreshold,
            HighestThreshold
        );
    }

    // Single linkage: a burst of photos is one group, though its ends differ.
    private static DuplicateRows[] Group(DuplicatePair[] pairs, int n)
    {
        int[] parent = [.. Enumerable.Range(0, n)];
        foreach (var pair in pairs)
        {
            int a = Root(pair.First),
                b = Root(pair.Second);
            parent[Math.Max(a, b)] = Math.Min(a, b);
        }
        return
        [
            .. pairs
                .GroupBy(p => Root(p.First))
                .OrderBy(g => g.Key)
                .Select(g => new DuplicateRows(
                    [.. g.SelectMany(p => new[] { p.First, p.Second }).Distinct().Order()],
                    g.Min(p => p.Similarity),
                    [.. g]
                )),
        ];

        int Root(int i)
        {
            while (parent[i] != i)
                i = parent[i] = parent[parent[i]];
            return i;
        }
    }
}

/// <summary>What the search found.</summary>
/// <param name="Threshold">Least cosine that counts.</param>
/// <param name="Groups">Rows that belong together.</param>
internal sealed record NearDuplicateResult(double Threshold, IReadOnlyList<DuplicateRows> Groups);

/// <summary>Rows that show nearly the same.</summary>
/// <param name="Rows">Their positions, ascending.</param>
/// <param name="Similarity">Least cosine of a pair that holds them together.</param>
/// <param name="Pairs">The pairs.</param>
internal sealed record DuplicateRows(IReadOnlyList<int> Rows, double Similarity, IReadOnlyList<DuplicatePair> Pairs);

/// <summary>Two rows that show nearly the same.</summary>
/// <param name="First">The lower position.</param>
/// <param name="Second">The higher position.</param>
/// <param name="Similarity">Their cosine.</param>
internal readonly record struct DuplicatePair(int First, int Second, double Similarity);
