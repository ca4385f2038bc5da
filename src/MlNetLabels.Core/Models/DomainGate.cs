using MlNetLabels.Metrics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Models;

/// <summary>
/// The domain check of a model: fitted out-of-domain scores, and the cut that validation images set on the one that
/// decides.
/// </summary>
internal sealed class DomainGate
{
    private readonly IOutOfDomainScorer _decider;
    private readonly ConformalCut _calibration;
    private readonly ConformalCut _cut;

    private DomainGate(IReadOnlyList<IOutOfDomainScorer> scorers, DomainManifest manifest)
    {
        (Scorers, Manifest) = (scorers, manifest);
        _decider =
            scorers.FirstOrDefault(s => s.Name == manifest.Decider)
            ?? throw new InvalidInputException(
                $"The model's domain check decides by the score '{manifest.Decider}', which it does not hold. Train the model again."
            );
        _calibration = ConformalCut.FromState(manifest.Cut);
        _cut = _calibration.OrByImage();
    }

    /// <summary>Name of the score that decides.</summary>
    public string Name => _decider.Name;

    /// <summary>All that the score that decides has fitted.</summary>
    public ScorerState Decider => _decider.State;

    /// <summary>All scores that apply; those that do not decide are there to be compared.</summary>
    public IReadOnlyList<IOutOfDomainScorer> Scorers { get; }

    public DomainManifest Manifest { get; }

    public IEnumerable<(string Name, StateTensor Tensor)> Tensors =>
        Scorers.SelectMany(s => s.State.Tensors.Select(t => ($"{s.Name}.{t.Key}", t.Value)));

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
            .. OutOfDomainScorers.Names.Select(OutOfDomainScorers.Create).Where(s => Applies(s, data.Training.Input)),
        ];
        for (int i = 0; i < scorers.Length; i++)
        {
            scorers[i].Fit(data.Training, cancellationToken);
            progress?.Report(new WorkProgress("fitting the domain check", i + 1, scorers.Length));
        }
        var held = scorers.ToDictionary(s => s.Name, s => s.Score(data.Validation, cancellationToken));
        int[] groups = data.Groups.Distinct().Count() < data.Groups.Length ? data.Groups : [];
        var cuts = held.ToDictionary(s => s.Key, s => ConformalCut.Fit(s.Value, data.RejectRate, groups));

        var auroc =
            data.Outside.Count == 0
                ? []
                : scorers.ToDictionary(s => s.Name, s => Auroc(s, held[s.Name], data.Outside, cancellationToken));
        var (decider, why) = Decide(data, [.. held.Keys], auroc);
        var used = cuts[decider].OrByImage();
        return new DomainGate(
            scorers,
            new DomainManifest(
                decider,
                cuts[decider].State,
                [
                    .. scorers.Select(s => new ScoreManifest(
                        s.Name,
                        s.State.Numbers,
                        Finite(cuts[s.Name].OrByImage().Cut)
                    )),
                ]
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
                Used = new CutSummary(
                    Finite(used.Cut),
                    used.Alpha,
                    used.IsByGroup,
                    cuts[decider].Images,
                    cuts[decider].Groups,
                    used.ValidationCoverage
                ),
            }
        );
    }

    /// <summary>Restores what a bundle holds.</summary>
    public static DomainGate Restore(DomainManifest manifest, IReadOnlyDictionary<string, StateTensor> tensors) =>
        new(
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
            ],
            manifest
        );

    /// <summary>The deciding score of each image.</summary>
    public double[] Score(ScorerInput rows, CancellationToken cancellationToken) =>
        _decider.Score(rows, cancellationToken);

    /// <summary>The cut at the model's reject rate or at another one.</summary>
    public ConformalCut At(double? rejectRate) =>
        rejectRate is { } rate ? _calibration.WithAlpha(rate).OrByImage() : _cut;

    /// <summary>What the user should know of the cut at a reject rate; null where it keeps its full promise.</summary>
    public string? Warning(double? rejectRate)
    {
        var cut = At(rejectRate);
        return cut.Shortfall
            ?? (
                cut.IsByGroup == _calibration.IsByGroup
                    ? null
                    : string.Create(
                        System.Globalization.CultureInfo.InvariantCulture,
                        $"the validation images come from only {_calibration.Groups} groups, too few to promise a "
                            + $"reject rate of {cut.Alpha} for images of new groups "
                            + $"({Math.Ceiling(1 / cut.Alpha - 1e-9) - 1} are needed). The cut counts each image instead: "
                            + $"the promise then holds for new images of the groups seen, and images of new groups may be "
                            + $"rejected more often. Give more groups, or allow {_calibration.SmallestAlpha:0.####} or "
                            + $"more."
                    )
            );
    }

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
                $"{best} tells the validation in-domain images best from {data.Outside.Sum(o => o.Rows.Rows)} "
                    + $"validation out-of-domain images: AUROC {auroc[best]:0.000}, the default {Default} "
                    + $"{auroc[Default]:0.000}. The same validation images set its cut, so its promise holds "
                    + $"approximately."
            )
        );
    }

    private static double? Finite(double cut) => double.IsFinite(cut) ? cut : null;
}
