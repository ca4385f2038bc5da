using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Models;

/// <summary>
/// The second question of a domain check, whether an image of a known kind may be of a class that the model does not
/// know: score / s + doubt / t, with the score that decides, the heads' doubt, and the standard deviations s and t of
/// both on training images that they were not fitted on (<see cref="Spreads"/>). Larger = more likely new.
/// </summary>
internal sealed class NewClassCheck
{
    /// <summary>Why there is none, though it was asked for.</summary>
    public const string TooFewGroups =
        "no image is ever called unsure: for that there must be images of at least two classes in at least two groups each.";

    /// <summary>Why there is none where it was not asked for.</summary>
    public const string NotAskedFor =
        "no image is ever called unsure, as the model was trained with an unsure rate of 0.";

    private readonly IOutOfDomainScorer[] _doubts;

    private NewClassCheck(NewClassManifest manifest, HeldScores held, IOutOfDomainScorer[] doubts) =>
        (Manifest, Held, _doubts) = (manifest, held, doubts);

    public NewClassManifest Manifest { get; }

    /// <summary>The cut, and what set it.</summary>
    public HeldScores Held { get; }

    // Of known negatives a softmax head has not heard; label heads have.
    private static string DoubtOf(ScorerTraining training) =>
        training.Input.SoftmaxLogits is { } logits && training.Classes!.Max() < logits.Columns
            ? "max-probability"
            : "label-entropy";

    /// <param name="parts">One a fold, or the only one.</param>
    /// <param name="folds">The fold of each image held out; null where there is one part.</param>
    /// <param name="decider">The score that decides whether an image is of another kind.</param>
    /// <param name="rate">Share of in-domain images that may be called unsure.</param>
    /// <param name="groups">One group per image held out.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Null where images are too few to say how far scores spread.</returns>
    public static NewClassCheck? Fit(
        IReadOnlyList<NewClassPart> parts,
        int[]? folds,
        string decider,
        double rate,
        int[] groups,
        CancellationToken cancellationToken
    )
    {
        string doubt = DoubtOf(parts[0].Training);
        double[] held = new double[groups.Length];
        var spreads = new double[]?[parts.Count];
        var doubts = new IOutOfDomainScorer[parts.Count];
        Each.Run(
            parts.Count,
            k =>
            {
                var part = parts[k];
                if (
                    Spreads.Of([(decider, s => s), (doubt, s => s)], part.Training, cancellationToken) is not { } spread
                )
                    return;
                spreads[k] = spread;
                doubts[k] = OutOfDomainScorers.Create(doubt);
                doubts[k].Fit(part.Training, cancellationToken);
                double[] sums = Sum(part.Scores, doubts[k].Score(part.Held, cancellationToken), spread);
                for (int i = 0; i < sums.Length; i++)
                    held[part.Positions[i]] = sums[i];
            },
            cancellationToken
        );
        if (spreads.Contains(null))
            return null;
        var scores = HeldScores.FitSome(held, folds, rate, groups);
        return new NewClassCheck(
            new NewClassManifest(doubt, [.. doubts.Select(d => d.State.Numbers)], spreads!, scores.Manifest)
            {
                Used = scores.Summary,
            },
            scores,
            doubts
        );
    }

    /// <param name="manifest">What a bundle holds of it.</param>
    /// <param name="folds">The model's folds; 0 where it has none.</param>
    /// <param name="classes">Outputs of the softmax head; 0 where there is none.</param>
    /// <param name="labels">Outputs of the label heads; 0 where there are none.</param>
    /// <exception cref="InvalidInputException">It is damaged.</exception>
    public static NewClassCheck Restore(NewClassManifest manifest, int folds, int classes, int labels)
    {
        int parts = Math.Max(1, folds),
            logits = OutOfDomainScorers.Create(manifest.Doubt).Head switch
            {
                ScoreHead.Softmax => classes,
                ScoreHead.Labels => labels,
                _ => 0,
            };
        if (
            manifest.Spreads.Count != parts
            || manifest.DoubtNumbers.Count != parts
            || manifest.DoubtNumbers.Any(numbers => numbers.GetValueOrDefault("logits") != logits)
            || manifest.Spreads.Any(s => s.Count != 2 || s.Any(v => v is not (> 0 and <= Spreads.Most)))
        )
            throw new InvalidInputException(
                $"The stored check for new classes is damaged: it is not of {parts} parts with two spreads and {logits} logits each. Train "
                    + "the model again."
            );
        return new NewClassCheck(
            manifest,
            HeldScores.Restore(manifest.Held, folds),
            [
                .. manifest.DoubtNumbers.Select(numbers =>
                    OutOfDomainScorers.Restore(new ScorerState { Scorer = manifest.Doubt, Numbers = numbers })
                ),
            ]
        );
    }

    /// <summary>The pooled score of each image.</summary>
    /// <param name="scores">The deciding score of each image, by fold.</param>
    /// <param name="views">The images as each fold sees them.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public double[] Score(double[][] scores, IReadOnlyList<ScorerInput> views, CancellationToken cancellationToken)
    {
        double[][] byFold =
        [
            .. _doubts.Select(
                (doubt, k) => Sum(scores[k], doubt.Score(views[k], cancellationToken), Manifest.Spreads[k])
            ),
        ];
        return [.. Enumerable.Range(0, scores[0].Length).Select(i => Held.Pool([.. byFold.Select(sums => sums[i])]))];
    }

    private static double[] Sum(double[] scores, double[] doubts, IReadOnlyList<double> spread) =>
        [.. scores.Zip(doubts, (score, doubt) => score / spread[0] + doubt / spread[1])];
}

/// <summary>What a check for new classes is made from, of one fold or of a split.</summary>
/// <param name="Training">Images that score and heads were fitted on.</param>
/// <param name="Held">Images that they were not.</param>
/// <param name="Scores">The deciding score of those.</param>
/// <param name="Positions">The places of those among all images held out.</param>
internal sealed record NewClassPart(ScorerTraining Training, ScorerInput Held, double[] Scores, int[] Positions);

/// <summary>A check for new classes as a bundle holds it.</summary>
/// <param name="Doubt">Name of the heads' score.</param>
/// <param name="DoubtNumbers">Its fitted scalars, one set a fold.</param>
/// <param name="Spreads">Standard deviations of the deciding score and of the doubt, a pair a fold.</param>
/// <param name="Held">What set the cut.</param>
internal sealed record NewClassManifest(
    string Doubt,
    IReadOnlyList<IReadOnlyDictionary<string, double>> DoubtNumbers,
    IReadOnlyList<IReadOnlyList<double>> Spreads,
    HeldScoresManifest Held
)
{
    /// <summary>The cut as it is used.</summary>
    public CutSummary? Used { get; init; }
}
