namespace MlNetLabels.OutOfDomain;

/// <summary>
/// Cross-conformal prediction: each fold's images are scored by a score that was fitted without them, a new image by
/// every fold's score, and its p-value is (1 + number of images whose score, in their fold, is at least the new
/// image's by that fold's score) / (n + 1). Vovk, "Cross-conformal predictors", 2015.
/// </summary>
/// <remarks>
/// Proved for exchangeable images: at a reject rate of alpha at least 1 - 2 alpha - sqrt(2 / n) are accepted, whatever
/// the score and the distribution (Barber, Candes, Ramdas and Tibshirani, "Predictive inference with the jackknife+",
/// 2021, theorem 4); what is measured is close to 1 - alpha. Immutable and thread-safe.
/// </remarks>
internal sealed class CrossConformal
{
    private const double Rounding = 1e-9;

    // Beyond any number of folds that is fitted; bounds what a damaged bundle can ask for.
    private const int MostFolds = 1 << 16;

    private readonly ConformalCut _pooled;
    private readonly ConformalCut[] _folds;

    /// <param name="pooled">The scores of all folds together.</param>
    /// <param name="folds">The fold of each of them, in their order.</param>
    /// <exception cref="InvalidInputException">There is not one fold for each score.</exception>
    public CrossConformal(ConformalCut pooled, IReadOnlyList<int> folds)
    {
        if (folds.Count != pooled.Images || folds.Any(f => f is < 0 or >= MostFolds))
            throw new InvalidInputException(
                $"The stored out-of-domain cut is damaged: {pooled.Images} scores, but {folds.Count} folds of them. "
                    + $"Train the model again."
            );
        _pooled = pooled;
        Folds = folds;
        var members = folds.Select((fold, i) => (fold, i)).ToLookup(x => x.fold, x => x.i);
        _folds =
        [
            .. Enumerable
                .Range(0, folds.Count == 0 ? 0 : folds.Max() + 1)
                .Select(fold =>
                    ConformalCut.FromState(
                        new ConformalCutState
                        {
                            Alpha = pooled.Alpha,
                            Scores = [.. members[fold].Select(i => pooled.Scores[i])],
                            Weights = pooled.Weights is { } weights ? [.. members[fold].Select(i => weights[i])] : null,
                        }
                    )
                ),
        ];
    }

    /// <summary>Pools scores of images out of fold.</summary>
    /// <param name="scores">One finite score per image, by what was fitted without it.</param>
    /// <param name="folds">The fold of each.</param>
    /// <param name="alpha">Share of in-domain images that may be rejected.</param>
    /// <param name="groups">One group per image, all of one fold; empty where images are independent.</param>
    public static CrossConformal Fit(double[] scores, int[] folds, double alpha, int[] groups)
    {
        var pooled = ConformalCut.Fit(scores, alpha, groups);
        var sizes = groups.CountBy(g => g).ToDictionary();
        // As the cut orders them; which of equal scores and weights comes first changes nothing.
        return new CrossConformal(
            pooled,
            [
                .. Enumerable
                    .Range(0, scores.Length)
                    .OrderBy(i => scores[i])
                    .ThenBy(i => groups.Length == 0 ? 1 : 1.0 / sizes[groups[i]])
                    .Select(i => folds[i]),
            ]
        );
    }

    /// <summary>The cut on pooled scores.</summary>
    public ConformalCut Cut => _pooled;

    /// <summary>The fold of each of the cut's scores.</summary>
    public IReadOnlyList<int> Folds { get; }

    /// <summary>One fold's own scores.</summary>
    public ConformalCut Fold(int fold) => _folds[fold];

    /// <summary>
    /// One score of an image for all folds: the mean of the folds' scores, moved no further than it takes for the cut's
    /// p-value to be the cross-conformal one. By group, where no score need give that, the next larger p-value.
    /// </summary>
    /// <param name="scores">The image's score by each fold.</param>
    public double Pool(ReadOnlySpan<double> scores)
    {
        int count = 0,
            n = _pooled.Images;
        double weight = 0,
            mean = 0;
        for (int fold = 0; fold < _folds.Length; fold++)
        {
            count += _folds[fold].Images - _folds[fold].IndexOf(scores[fold]);
            weight += _folds[fold].WeightFrom(scores[fold]);
            mean += scores[fold] / _folds.Length;
        }
        int first = n - count;
        if (_pooled.IsByGroup)
            while (first > 0 && _pooled.WeightFrom(first) < weight - Rounding)
                first--;
        double above = first == 0 ? double.NegativeInfinity : _pooled.Scores[first - 1],
            most = first == n ? double.PositiveInfinity : _pooled.Scores[first];
        return mean > above && mean <= most ? mean
            : double.IsFinite(most) ? most
            : FurtherThan(above);
    }

    // Where every fold puts an image beyond all others, but the mean of their scores does not.
    private static double FurtherThan(double score) => score + 1e-3 * Math.Max(1, Math.Abs(score));
}
