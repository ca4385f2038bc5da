using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Models;

/// <summary>Makes a cross-conformal domain check: the deciding score once a fold, and their pooled cut.</summary>
internal static class CrossDomain
{
    private const string Phase = "fitting the domain check in folds";

    public static DomainGate Fit(
        CrossDomainData data,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var first = DomainGate.Fit(data.First with { UnsureRate = null }, progress, cancellationToken);
        ScorerTraining[] training = [data.First.Training, .. data.Folds.Skip(1).Select(data.Training)];
        var fitted = new IOutOfDomainScorer[data.Folds.Length];
        double[] scores = new double[data.Groups.Length];
        var foldOf = new int[scores.Length];
        Each.Run(
            fitted.Length,
            k =>
            {
                var fold = data.Folds[k];
                fitted[k] =
                    k == 0 ? first.Scorers.First(s => s.Name == first.Name) : OutOfDomainScorers.Create(first.Name);
                if (k > 0)
                    fitted[k].Fit(training[k], cancellationToken);
                double[] held = fitted[k].Score(fold.HeldInput, cancellationToken);
                for (int i = 0; i < held.Length; i++)
                    (scores[fold.Held[i]], foldOf[fold.Held[i]]) = (held[i], k);
            },
            cancellationToken
        );
        progress?.Report(new WorkProgress(Phase, fitted.Length, fitted.Length));
        double rate = data.First.RejectRate;
        var pooled = HeldScores.Fit(scores, foldOf, rate, data.Groups);
        var newClass = data.First.UnsureRate is { } unsure
            ? NewClassCheck.Fit(
                [
                    .. data.Folds.Select(
                        (fold, k) =>
                            new NewClassPart(
                                training[k],
                                fold.HeldInput,
                                [.. fold.Held.Select(i => scores[i])],
                                fold.Held
                            )
                    ),
                ],
                foldOf,
                first.Name,
                unsure,
                data.Groups,
                cancellationToken
            )
            : null;
        DomainFold[] folds =
        [
            .. data.Folds.Select(
                (fold, k) =>
                    new DomainFold(
                        fold.Features.Standardizer,
                        fold.Heads.Softmax?.Layer,
                        fold.Heads.Labels?.Layer,
                        fitted[k]
                    )
                    {
                        Scores = pooled.Fold(k).Scores,
                        Weights = pooled.Fold(k).Weights,
                        NewClass = newClass is null ? null : NewClassFold.Of(newClass, k),
                    }
            ),
        ];
        var (scorers, others) = Heads(first, data, rate, cancellationToken);
        var manifest = first.Manifest with
        {
            Cut = pooled.Manifest.Cut,
            CutFolds = pooled.Manifest.Folds,
            FoldNumbers = [.. folds.Select(f => f.Numbers)],
            Scores = [.. others.Select(o => o.Name == first.Name ? o with { Cut = pooled.Summary.Cut } : o)],
            Used = pooled.Summary,
            NewClass = newClass?.Manifest,
        };
        return new DomainGate(scorers, manifest, pooled, newClass, folds);
    }

    // Scores of logits alone are those of the heads that answer, cut where their logits out of fold say.
    private static (IOutOfDomainScorer[] Scorers, ScoreManifest[] Manifests) Heads(
        DomainGate first,
        CrossDomainData data,
        double rate,
        CancellationToken cancellationToken
    )
    {
        IOutOfDomainScorer[] scorers = [.. first.Scorers];
        ScoreManifest[] manifests = [.. first.Manifest.Scores];
        for (int i = 0; i < scorers.Length; i++)
        {
            if (scorers[i].Head == ScoreHead.Embedding || scorers[i].Name == first.Name)
                continue;
            scorers[i] = OutOfDomainScorers.Create(scorers[i].Name);
            scorers[i].Fit(data.All, cancellationToken);
            var held = HeldScores.Fit(scorers[i].Score(data.Held, cancellationToken), null, rate, data.Groups);
            manifests[i] = new ScoreManifest(scorers[i].Name, scorers[i].State.Numbers, held.Summary.Cut);
        }
        return (scorers, manifests);
    }
}
