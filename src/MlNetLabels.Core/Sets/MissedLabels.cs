using MlNetLabels.Data;
using MlNetLabels.Numerics;

namespace MlNetLabels.Sets;

/// <summary>
/// The cut on label heads' logits that keeps the expected share of an image's labels that lie below it to a promise:
/// conformal risk control (Angelopoulos, Bates, Fisch, Lei and Schuster, ICLR 2024). Of n groups of images held out with
/// mean share R it is the largest cut with n / (n + 1) R + 1 / (n + 1) at most the promise.
/// </summary>
internal static class MissedLabels
{
    /// <summary>The cut: labels whose logit is at least this belong to the set. Null where every label has to.</summary>
    /// <param name="logits">Of images held out, by heads that were fitted without them [images x labels].</param>
    /// <param name="truth">Which labels each has; those unknown do not count, nor images without any.</param>
    /// <param name="groups">One group per image; a group counts once.</param>
    /// <param name="missRate">The promised share, in (0, 1).</param>
    public static double? Cut(Matrix logits, LabelMatrix truth, ReadOnlySpan<int> groups, double missRate)
    {
        var misses = new List<(float Logit, double Weight)>();
        int[] of = groups.ToArray();
        var images = Enumerable
            .Range(0, truth.Rows)
            .Select(i => Enumerable.Range(0, truth.Labels).Where(k => truth[i, k] == LabelState.Present).ToArray())
            .ToArray();
        var sizes = Enumerable.Range(0, truth.Rows).Where(i => images[i].Length > 0).CountBy(i => of[i]).ToDictionary();
        for (int i = 0; i < images.Length; i++)
            foreach (int k in images[i])
                misses.Add((logits[i, k], 1.0 / images[i].Length / sizes[of[i]]));
        double allowed = missRate * (sizes.Count + 1) - 1,
            missed = 0;
        // Of equal logits all are missed by a cut above them, so the cut rests on the lowest that may not be.
        foreach (
            var (logit, weight) in misses
                .OrderBy(m => m.Logit)
                .GroupBy(m => m.Logit)
                .Select(g => (g.Key, g.Sum(m => m.Weight)))
        )
        {
            if (allowed < 0)
                return null;
            if (missed + weight > allowed + Rounding)
                return logit;
            missed += weight;
        }
        return null;
    }

    // Sums of weights miss whole numbers by rounding.
    private const double Rounding = 1e-9;
}

/// <summary>Sets of labels as a bundle holds them.</summary>
/// <param name="MissRate">Expected share of an image's labels that may be missing.</param>
/// <param name="Cut">Labels of at least this logit belong to the set; null where all do.</param>
internal sealed record LabelSetsManifest(double MissRate, double? Cut);
