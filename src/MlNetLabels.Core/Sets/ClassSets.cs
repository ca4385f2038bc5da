using MlNetLabels.Models;
using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Sets;

/// <summary>
/// Sets of classes that hold the true one of a promised share of in-domain images: every class y whose score -ln p_y lies
/// at or below a conformal cut on the scores of the true classes of images held out. A class of at least
/// <see cref="LeastOfOwn"/> such images has a cut of its own, all others share one (Mondrian conformal prediction: Vovk,
/// Gammerman and Shafer, "Algorithmic Learning in a Random World", 2005, section 4.5), so the promise holds class by
/// class, and for the others together. A class of which no image was held out is in every set. Immutable and thread-safe.
/// </summary>
internal sealed class ClassSets
{
    /// <summary>Fewest images held out for a class to have its own cut: fewer make it jump from model to model.</summary>
    public const int LeastOfOwn = 50;

    private readonly HeldScores[] _cuts;

    private ClassSets(ClassSetsManifest manifest, HeldScores[] cuts) => (Manifest, _cuts) = (manifest, cuts);

    public ClassSetsManifest Manifest { get; }

    /// <param name="logits">Of images held out, by heads that were fitted without them [images x classes].</param>
    /// <param name="truth">The class of each.</param>
    /// <param name="folds">The fold of each; null where one head serves all.</param>
    /// <param name="groups">One group per image.</param>
    /// <param name="missRate">Share of images whose class may be missing, in (0, 1).</param>
    public static ClassSets Fit(Matrix logits, int[] truth, int[]? folds, int[] groups, double missRate)
    {
        int[] counts = new int[logits.Columns];
        foreach (int y in truth)
            counts[y]++;
        int owners = 0;
        // The last cut is the one that classes share.
        int[] cutOf = [.. counts.Select(count => count >= LeastOfOwn ? owners++ : -1)];
        // A class that none was held out of has no part in it, but one without scores, which lets all pass.
        bool isShared = counts.Any(count => count is > 0 and < LeastOfOwn);
        cutOf = [.. cutOf.Select((cut, y) => cut >= 0 ? cut : owners + (isShared && counts[y] == 0 ? 1 : 0))];
        HeldScores[] cuts =
        [
            .. Enumerable
                .Range(0, cutOf.Max() + 1)
                .Select(cut =>
                {
                    int[] rows = [.. Enumerable.Range(0, truth.Length).Where(i => cutOf[truth[i]] == cut)];
                    return HeldScores.FitSome(
                        [.. rows.Select(i => Score(logits.Row(i), truth[i]))],
                        folds is null ? null : [.. rows.Select(i => folds[i])],
                        missRate,
                        [.. rows.Select(i => groups[i])]
                    );
                }),
        ];
        return new(new ClassSetsManifest(missRate, cutOf, [.. cuts.Select(c => c.Manifest)]), cuts);
    }

    /// <param name="manifest">What a bundle holds of it.</param>
    /// <param name="classes">The model's classes.</param>
    /// <param name="folds">The model's folds; 0 where it has none.</param>
    /// <exception cref="InvalidInputException">It is damaged.</exception>
    public static ClassSets Restore(ClassSetsManifest manifest, int classes, int folds)
    {
        if (
            manifest.CutOf.Count != classes
            || manifest.CutOf.Any(cut => cut < 0 || cut >= manifest.Cuts.Count)
            || manifest.Cuts.Any(c => c.Cut.Alpha != manifest.MissRate)
        )
            throw new InvalidInputException(
                $"The stored sets of classes are damaged: their cuts are not those of {classes} classes. Train the model "
                    + "again."
            );
        return new(manifest, [.. manifest.Cuts.Select(cut => HeldScores.Restore(cut, folds))]);
    }

    /// <summary>The cut of a class; infinite where the class is in every set.</summary>
    public ConformalCut CutOf(int y) => _cuts[Manifest.CutOf[y]].Cut;

    /// <summary>Number of classes that a cut is for: one, or several that are too rare to have their own.</summary>
    public int ClassesOf(ConformalCut cut) => Manifest.CutOf.Count(i => _cuts[i].Cut == cut);

    /// <summary>Which classes are in the set of one image.</summary>
    /// <param name="views">The image's logits by each fold, or by the only head.</param>
    /// <param name="row">The image.</param>
    public bool[] Of(IReadOnlyList<ScorerInput> views, int row)
    {
        var set = new bool[Manifest.CutOf.Count];
        double[] totals = [.. views.Select(v => LogitMath.LogSumExp(v.SoftmaxLogits!.Row(row)))],
            scores = new double[views.Count];
        for (int y = 0; y < set.Length; y++)
        {
            for (int k = 0; k < scores.Length; k++)
                scores[k] = totals[k] - views[k].SoftmaxLogits![row, y];
            var cut = _cuts[Manifest.CutOf[y]];
            set[y] = cut.Cut.Accepts(cut.Pool(scores));
        }
        return set;
    }

    // -ln softmax(logits)_y, 0 or more.
    private static double Score(ReadOnlySpan<float> logits, int y) => LogitMath.LogSumExp(logits) - logits[y];
}

/// <summary>Sets of classes as a bundle holds them.</summary>
/// <param name="MissRate">Share of images whose class may be missing.</param>
/// <param name="CutOf">The cut of each class.</param>
/// <param name="Cuts">The cuts.</param>
internal sealed record ClassSetsManifest(
    double MissRate,
    IReadOnlyList<int> CutOf,
    IReadOnlyList<HeldScoresManifest> Cuts
);
