using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Models;

/// <summary>
/// Scores of images held out, and the cut they set: by one score on validation images, or by one a fold on images out of
/// fold, pooled as <see cref="CrossConformal"/> does. Immutable and thread-safe.
/// </summary>
internal sealed class HeldScores
{
    // The share beyond a cut set by so many varies by 0.2 points at a rate of 5 %.
    private const int MostKept = 20_000;

    private readonly CrossConformal? _cross;

    private HeldScores(ConformalCut calibration, CrossConformal? cross)
    {
        (Calibration, _cross) = (calibration, cross);
        Cut = calibration.OrByImage();
    }

    /// <summary>The cut as asked for.</summary>
    public ConformalCut Calibration { get; }

    /// <summary>The cut that can be kept.</summary>
    public ConformalCut Cut { get; }

    /// <param name="scores">One finite score per image, by what was fitted without it.</param>
    /// <param name="folds">The fold of each; null where one score serves all.</param>
    /// <param name="rate">Share of images that may lie beyond the cut.</param>
    /// <param name="groups">One group per image; none where they are independent.</param>
    public static HeldScores Fit(double[] scores, int[]? folds, double rate, int[] groups)
    {
        groups = DomainGate.Grouped(groups);
        if (folds is null)
            return new(ConformalCut.Fit(scores, rate, groups), null);
        var cross = CrossConformal.Fit(scores, folds, rate, groups);
        return new(cross.Cut, cross);
    }

    /// <summary>
    /// The same on every so many images where they are more than a bundle should hold: the promise needs no more.
    /// </summary>
    public static HeldScores FitSome(double[] scores, int[]? folds, double rate, int[] groups)
    {
        int step = (scores.Length + MostKept - 1) / MostKept;
        if (step <= 1)
            return Fit(scores, folds, rate, groups);
        int[] kept = [.. Enumerable.Range(0, scores.Length).Where(i => i % step == 0)];
        return Fit(
            [.. kept.Select(i => scores[i])],
            folds is null ? null : [.. kept.Select(i => folds[i])],
            rate,
            [.. kept.Select(i => groups[i])]
        );
    }

    /// <summary>What is kept of it.</summary>
    public HeldScoresManifest Manifest => new(Calibration.State, _cross?.Folds);

    /// <param name="manifest">What a bundle holds.</param>
    /// <param name="folds">The model's folds; 0 where it has none.</param>
    /// <exception cref="InvalidInputException">It is damaged, or of other folds.</exception>
    public static HeldScores Restore(HeldScoresManifest manifest, int folds)
    {
        if ((manifest.Folds is null) != (folds == 0) || manifest.Folds?.Any(fold => fold < 0 || fold >= folds) == true)
            throw new InvalidInputException(
                $"The stored scores of images held out are damaged: they are not of the model's {folds} folds. Train the "
                    + "model again."
            );
        var cut = ConformalCut.FromState(manifest.Cut);
        return new(cut, manifest.Folds is { } of ? new CrossConformal(cut, of) : null);
    }

    /// <summary>One fold's own scores.</summary>
    public ConformalCut Fold(int fold) => _cross!.Fold(fold);

    /// <summary>One score of an image, to be held against the cut, from its score by each fold.</summary>
    public double Pool(ReadOnlySpan<double> byFold) => _cross is null ? byFold[0] : _cross.Pool(byFold);

    /// <summary>The cut in figures.</summary>
    public CutSummary Summary =>
        _cross is null
            ? new(
                DomainGate.Finite(Cut.Cut),
                Cut.Alpha,
                Cut.IsByGroup,
                Calibration.Images,
                Calibration.Groups,
                Cut.ValidationCoverage
            )
            : new(DomainGate.Finite(Cut.Cut), Cut.Alpha, Cut.IsByGroup, 0, 0, null)
            {
                OutOfFoldImages = Calibration.Images,
                OutOfFoldGroups = Calibration.Groups,
                OutOfFoldCoverage = Cut.ValidationCoverage,
            };
}

/// <summary>A <see cref="HeldScores"/> as plain numbers.</summary>
/// <param name="Cut">The scores, and the rate.</param>
/// <param name="Folds">The fold that gave each of them, in their order; null where there are none.</param>
internal sealed record HeldScoresManifest(ConformalCutState Cut, IReadOnlyList<int>? Folds);
