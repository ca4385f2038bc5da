using System.Numerics.Tensors;
using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Suggesting;

/// <summary>
/// Groups of similar images among those that the model rejects or cannot tell from a new class: around the image with the
/// most others at least as near to it as known images usually are to the next, then around the next such. One of each
/// group is asked for, of the largest first, and a fifth of all at most.
/// </summary>
internal static class NewClasses
{
    /// <summary>Fewest different images that make a group.</summary>
    public const int LeastImages = 5;

    private const int MostCompared = 4_000,
        MostAlike = 8,
        Share = 5;

    public static void Ask(AskedImages asked, IReadOnlyList<int> outside, CancellationToken cancellationToken)
    {
        int[] rows = Sample.Draw(outside, MostCompared, asked.Seed);
        if (rows.Length < LeastImages)
            return;
        var units = asked.Space.Of(asked.Pool, rows);
        double near = Usual(asked.Space.Labelled.Rows >= LeastImages ? asked.Space.Labelled : units);
        var alike = Alike(units, (float)near, cancellationToken);
        var isFree = new bool[rows.Length];
        Array.Fill(isFree, true);
        for (int most = Math.Max(1, asked.Count / Share); most > 0 && asked.Left > 0; )
        {
            var (centre, group) = Largest(alike, isFree);
            if (group.Length < LeastImages)
                return;
            foreach (int i in group)
                isFree[i] = false;
            int[] others = [.. group.Where(i => i != centre).OrderByDescending(Cosine).ThenBy(i => i)];
            // Pictures of one thing are no class.
            if (others.Count(i => Cosine(i) < asked.Space.Duplicate) < LeastImages - 1)
                continue;
            var image = new SuggestedRow(rows[centre], SuggestionReason.NewClass, others.Average(Cosine), group.Length)
            {
                Alike = [.. others.Take(MostAlike).Select(i => rows[i])],
            };
            if (asked.TryAsk(image, units.Row(centre)))
                most--;

            double Cosine(int i) => TensorPrimitives.Dot<float>(units.Row(i), units.Row(centre));
        }
    }

    private static (int Centre, int[] Group) Largest(int[][] alike, bool[] isFree)
    {
        var best = (Centre: -1, Count: 0);
        for (int i = 0; i < alike.Length; i++)
            if (isFree[i] && alike[i].Count(j => isFree[j]) is var count && count > best.Count)
                best = (i, count);
        return best.Count == 0 ? (-1, []) : (best.Centre, [.. alike[best.Centre].Where(j => isFree[j])]);
    }

    // Each image is alike to itself.
    private static int[][] Alike(Matrix units, float near, CancellationToken cancellationToken)
    {
        var alike = new int[units.Rows][];
        Parallel.For(
            0,
            units.Rows,
            new ParallelOptions { CancellationToken = cancellationToken },
            i =>
            {
                var found = new List<int>();
                Dots(
                    units,
                    i,
                    (j, dot) =>
                    {
                        if (j == i || dot >= near)
                            found.Add(j);
                    }
                );
                alike[i] = [.. found];
            }
        );
        return alike;
    }

    // The middle of the cosines of each image with the one nearest to it.
    private static double Usual(Matrix units)
    {
        int[] drawn = Sample.Draw([.. Enumerable.Range(0, units.Rows)], MostCompared, 1);
        var rows = units.Select(drawn);
        var nearest = new float[rows.Rows];
        Parallel.For(
            0,
            rows.Rows,
            i =>
            {
                float best = -1;
                Dots(rows, i, (j, dot) => best = j == i ? best : Math.Max(best, dot));
                nearest[i] = best;
            }
        );
        Array.Sort(nearest);
        return nearest[nearest.Length / 2];
    }

    private static void Dots(Matrix rows, int row, Action<int, float> take)
    {
        Span<float> dots = stackalloc float[NearestRows.Block];
        for (int start = 0; start < rows.Rows; start += NearestRows.Block)
        {
            NearestRows.Dots(rows.Row(row), rows.Span, start, dots);
            for (int j = start; j < Math.Min(start + NearestRows.Block, rows.Rows); j++)
                take(j, dots[j - start]);
        }
    }
}
