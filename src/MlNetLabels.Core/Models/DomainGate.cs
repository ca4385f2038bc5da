using MlNetLabels.Data;
using MlNetLabels.Metrics;
using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Models;

/// <summary>
/// The domain check of a model: fitted out-of-domain scores, and the cut that images held out set on the one that
/// decides.
/// </summary>
internal sealed class DomainGate
{
    private readonly IOutOfDomainScorer _decider;
    private readonly HeldScores _held;

    public DomainGate(
        IReadOnlyList<IOutOfDomainScorer> scorers,
        DomainManifest manifest,
        HeldScores held,
        NewClassCheck? newClass,
        IReadOnlyList<DomainFold>? folds = null
    )
    {
        (Scorers, Manifest, Folds, _held, NewClass) = (scorers, manifest, folds ?? [], held, newClass);
        _decider =
            scorers.FirstOrDefault(s => s.Name == manifest.Decider)
            ?? throw new InvalidInputException(
                $"The model's domain check decides by the score '{manifest.Decider}', which it does not hold. Train the model again."
            );
    }

    /// <summary>The check for new classes; null where there is none.</summary>
    public NewClassCheck? NewClass { get; }

    /// <summary>Name of the score that decides.</summary>
    public string Name => _decider.Name;

    /// <summary>All that the score that decides has fitted.</summary>
    public ScorerState Decider => _decider.State;

    /// <summary>All scores that apply; those that do not decide are there to be compared.</summary>
    public IReadOnlyList<IOutOfDomainScorer> Scorers { get; }

    /// <summary>The folds of a cross-conformal check; empty where a single score decides.</summary>
    public IReadOnlyList<DomainFold> Folds { get; }

    public DomainManifest Manifest { get; }

    public IEnumerable<(string Name, StateTensor Tensor)> Tensors =>
        Scorers
            .SelectMany(s => s.State.Tensors.Select(t => ($"{s.Name}.{t.Key}", t.Value)))
            .Concat(DomainFoldStore.Tensors(Folds));

    /// <summary>
    /// Fits the scores on training images, chooses the one that decides, and sets its cut on validation images.
    /// </summary>
    public static DomainGate Fit(
        DomainGateData data,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        IOutOfDomainScorer[] scorers =
        [
            .. OutOfDomainScorers
                .Names.Select(OutOfDomainScorers.Create)
                .Where(s => Applies(s, data.Training.Input))
                .Where(s => !s.IsCostly || s.Name == data.Decider || data.Outside.Count > 0),
        ];
        Each.Run(scorers.Length, i => scorers[i].Fit(data.Training, cancellationToken), cancellationToken);
        progress?.Report(new WorkProgress("fitting the domain check", scorers.Length, scorers.Length));
        var held = scorers.ToDictionary(s => s.Name, s => s.Score(data.Validation, cancellationToken));
        var cuts = held.ToDictionary(s => s.Key, s => HeldScores.Fit(s.Value, null, data.RejectRate, data.Groups));

        var auroc =
            data.Outside.Count == 0
                ? []
                : scorers.ToDictionary(s => s.Name, s => Auroc(s, held[s.Name], data.Outside, cancellationToken));
        var (decider, why) = Decide(data, [.. held.Keys], auroc);
        var newClass = data.UnsureRate is { } rate
            ? NewClassCheck.Fit(
                [new(data.Training, data.Validation, held[decider], [.. Enumerable.Range(0, data.Validation.Rows)])],
                null,
                decider,
                rate,
                data.Groups,
                cancellationToken
            )
            : null;
        return new DomainGate(
            scorers,
            new DomainManifest(
                decider,
                cuts[decider].Calibration.State,
                [.. scorers.Select(s => new ScoreManifest(s.Name, s.State.Numbers, cuts[s.Name].Summary.Cut))]
            )
            {
                Why = why,
                Choice =
                    data.Outside.Count == 0
                        ? null
                        : new ScoreChoice(
                            [.. data.Outside.Select(o => o.Name)],
                            data.Outside.Sum(o => o.Rows.Rows),
                            auroc.Where(a => a.Value is not null).ToDictionary(a => a.Key, a => a.Value!.Value),
                            data.OutsideFingerprints
                        ),
                Used = cuts[decider].Summary,
                NewClass = newClass?.Manifest,
                LacksGroups = data.LacksGroups ? true : null,
            },
            cuts[decider],
            newClass
        );
    }

    /// <summary>Restores what a bundle holds.</summary>
    /// <param name="manifest">The domain check.</param>
    /// <param name="tensors">Its tensors.</param>
    /// <param name="dimension">Of embeddings.</param>
    /// <param name="classes">Outputs of the softmax head; 0 where there is none.</param>
    /// <param name="labels">Outputs of the label heads; 0 where there are none.</param>
    public static DomainGate Restore(
        DomainManifest manifest,
        IReadOnlyDictionary<string, StateTensor> tensors,
        int dimension,
        int classes,
        int labels
    )
    {
        IOutOfDomainScorer[] scorers =
        [
            .. manifest.Scores.Select(score =>
                OutOfDomainScorers.Restore(
                    new ScorerState
                    {
                        Scorer = score.Name,
                        Numbers = score.Numbers,
                        Tensors = tensors
                            .Where(t => t.Key.StartsWith(score.Name + ".", StringComparison.Ordinal))
                            .ToDictionary(t => t.Key[(score.Name.Length + 1)..], t => t.Value),
                    }
                )
            ),
        ];
        int folds = manifest.CutFolds is null ? 0 : manifest.FoldNumbers?.Count ?? 0;
        var held = HeldScores.Restore(new(manifest.Cut, manifest.CutFolds), folds);
        var newClass = manifest.NewClass is { } n ? NewClassCheck.Restore(n, folds, classes, labels) : null;
        if (folds == 0)
            return new DomainGate(scorers, manifest, held, newClass);
        if (folds != manifest.CutFolds!.DefaultIfEmpty(-1).Max() + 1)
            throw new InvalidInputException(
                $"The stored domain check is damaged: it has {folds} folds, but scores of others. Train the model again."
            );
        return new DomainGate(
            scorers,
            manifest,
            held,
            newClass,
            DomainFoldStore.Restore(manifest, held, newClass, tensors, dimension, classes, labels)
        );
    }

    /// <summary>The images as whatever scores them sees them: each fold, or the model's own standardizer and heads.</summary>
    /// <param name="embeddings">The images, as the backbone gave them.</param>
    /// <param name="rows">The same images by the model's own standardizer and heads.</param>
    public IReadOnlyList<ScorerInput> Views(Matrix embeddings, ScorerInput rows) =>
        Folds.Count == 0 ? [rows] : [.. Folds.Select(f => f.Read(embeddings))];

    /// <summary>The deciding score of each image, and that of the check for new classes, where there is one.</summary>
    public (double[] Kind, double[]? NewClass) Score(
        IReadOnlyList<ScorerInput> views,
        CancellationToken cancellationToken
    )
    {
        double[][] byFold =
        [
            .. views.Select((v, k) => (Folds.Count == 0 ? _decider : Folds[k].Scorer).Score(v, cancellationToken)),
        ];
        return (
            [.. Enumerable.Range(0, views[0].Rows).Select(i => _held.Pool([.. byFold.Select(s => s[i])]))],
            NewClass?.Score(byFold, views, cancellationToken)
        );
    }

    /// <summary>Every score of each image, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, double[]>> ScoreAll(
        ModelOutputs outputs,
        CancellationToken cancellationToken
    )
    {
        // Embedding scores that do not decide were fitted in the first fold, and see images as it does.
        var ofFold = outputs.Views[0];
        return
        [
            .. Scorers.Select(s =>
                KeyValuePair.Create(
                    s.Name,
                    s.Name == Name
                        ? outputs.DomainScores
                        : s.Score(s.Head == ScoreHead.Embedding ? ofFold : outputs.Raw, cancellationToken)
                )
            ),
        ];
    }

    /// <summary>The groups, or none where each image is its own.</summary>
    public static int[] Grouped(int[] groups) => groups.Distinct().Count() < groups.Length ? groups : [];

    /// <summary>The cut at the model's reject rate or at another one.</summary>
    public ConformalCut At(double? rejectRate)
    {
        if (rejectRate is not { } rate)
            return _held.Cut;
        // Here, where it has the name that callers know.
        if (rate is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(
                nameof(rejectRate),
                rejectRate,
                "The reject rate lies above 0 and below 1."
            );
        return _held.Calibration.WithAlpha(rate).OrByImage();
    }

    /// <summary>What the user should know of the cut at a reject rate; null where it keeps its full promise.</summary>
    /// <param name="rejectRate">The rate; null for the model's own.</param>
    /// <param name="classes">What a division is balanced by.</param>
    public string? Warning(double? rejectRate, int classes)
    {
        var cut = At(rejectRate);
        return Shortfall(cut, classes, "a reject rate", "no image is ever rejected")
            ?? (
                cut.IsByGroup == _held.Calibration.IsByGroup
                    ? null
                    : string.Create(
                        System.Globalization.CultureInfo.InvariantCulture,
                        $"the held-out images come from only {Counted.Of(_held.Calibration.Groups, "group")}, too few to promise a "
                            + $"reject rate of {Figures.Rate(cut.Alpha)} for images of new groups "
                            + $"({Math.Ceiling(1 / cut.Alpha - 1e-9) - 1} are needed). The cut counts each image instead: "
                            + $"the promise then holds for new images of the groups seen, and images of new groups may be "
                            + $"rejected more often. Add images of other groups."
                    )
            );
    }

    /// <summary>What to tell of a cut that is none, and what would set it; null of one that is there.</summary>
    /// <param name="cut">The cut.</param>
    /// <param name="classes">What a division is balanced by, each with rounding of its own.</param>
    /// <param name="rate">What its rate is called, with its article.</param>
    /// <param name="effect">What its absence means for images.</param>
    /// <param name="of">Whose images count, as in " of it"; empty where all do.</param>
    public string? Shortfall(ConformalCut cut, int classes, string rate, string effect, string of = "") =>
        Manifest.LacksGroups == true && cut.Images == 0
            ? $"{effect}: none could be held out, since images that belong together (column 'group', or equal images) are not "
                + "divided. More images of the same groups do not help: add images of other groups, at least two groups a class."
            : cut.ShortfallOf(
                rate,
                effect,
                HeldShare,
                classes * (cut.IsByGroup ? 1 : ImagesAGroup),
                isSplit: Folds.Count == 0,
                of
            );

    // Groups are held out whole.
    private double ImagesAGroup =>
        _held.Calibration is { IsByGroup: true, Groups: > 0 } held ? (double)held.Images / held.Groups : 1;

    /// <summary>Share of all images that set the cut, where nobody names splits: all but those to test, or validation.</summary>
    private double HeldShare => Folds.Count > 0 ? 1 - Splitter.Shares[2] : Splitter.Shares[1];

    /// <summary>Holds a score against a cut.</summary>
    public static DomainCheck Check(double score, ConformalCut cut) =>
        new(score, cut.PValue(score), Finite(cut.Cut), !cut.Accepts(score));

    public static bool Applies(IOutOfDomainScorer scorer, ScorerInput input) =>
        scorer.Head switch
        {
            ScoreHead.Softmax => input.SoftmaxLogits is not null,
            ScoreHead.Labels => input.LabelLogits is not null,
            _ => input.Rows <= scorer.MaxTrainingRows,
        };

    // Sets count alike, so that a large one does not decide alone.
    private static double? Auroc(
        IOutOfDomainScorer scorer,
        double[] held,
        IReadOnlyList<(string Name, ScorerInput Rows)> outside,
        CancellationToken cancellationToken
    ) => outside.Average(o => Separation.Measure(held, scorer.Score(o.Rows, cancellationToken)).Auroc);

    private static (string Decider, string Why) Decide(
        DomainGateData data,
        string[] names,
        Dictionary<string, double?> auroc
    )
    {
        if (data.Decider is { } asked)
            return names.Contains(asked)
                ? (asked, $"{asked} was asked for.")
                : throw new InvalidInputException(
                    $"The out-of-domain score '{asked}' does not apply here; choose one of {string.Join(", ", names)}."
                );
        const string Default = OutOfDomainScorers.Default;
        if (auroc.Values.All(a => a is null))
            return (Default, $"{Default} is the default: no validation out-of-domain images were given to choose by.");
        string best = names.OrderByDescending(n => auroc[n] ?? 0).ThenBy(n => n != Default).First();
        return (
            best,
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{best} tells the held-out in-domain images best from {data.Outside.Sum(o => o.Rows.Rows)} "
                    + $"validation out-of-domain images: AUROC {auroc[best]:0.000}, the default {Default} "
                    + $"{auroc[Default]:0.000}. The same images set its cut, so its promise holds "
                    + $"approximately."
            )
        );
    }

    public static double? Finite(double cut) => double.IsFinite(cut) ? cut : null;
}
