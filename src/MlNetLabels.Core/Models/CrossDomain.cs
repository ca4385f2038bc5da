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
        var first = DomainGate.Fit(data.First, progress, cancellationToken);
        var fitted = new IOutOfDomainScorer[data.Folds.Length];
        double[] scores = new double[data.Groups.Length];
        var foldOf = new int[scores.Length];
        Parallel.For(
            0,
            fitted.Length,
            new ParallelOptions { CancellationToken = cancellationToken },
            k =>
            {
                var fold = data.Folds[k];
                fitted[k] =
                    k == 0 ? first.Scorers.First(s => s.Name == first.Name) : OutOfDomainScorers.Create(first.Name);
                if (k > 0)
                    fitted[k].Fit(data.Training(fold), cancellationToken);
                double[] held = fitted[k].Score(fold.HeldInput, cancellationToken);
                for (int i = 0; i < held.Length; i++)
                    (scores[fold.Held[i]], foldOf[fold.Held[i]]) = (held[i], k);
            }
        );
        progress?.Report(new WorkProgress(Phase, fitted.Length, fitted.Length));
        double rate = data.First.RejectRate;
        var cross = CrossConformal.Fit(scores, foldOf, rate, DomainGate.Grouped(data.Groups));
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
                        Scores = cross.Fold(k).Scores,
                        Weights = cross.Fold(k).Weights,
                    }
            ),
        ];
        var (scorers, others) = Heads(first, data, rate, cancellationToken);
        var used = cross.Cut.OrByImage();
        var manifest = first.Manifest with
        {
            Cut = cross.Cut.State,
            CutFolds = cross.Folds,
            FoldNumbers = [.. folds.Select(f => f.Numbers)],
            Scores = [.. others.Select(o => o.Name == first.Name ? o with { Cut = DomainGate.Finite(used.Cut) } : o)],
            Used = new CutSummary(DomainGate.Finite(used.Cut), used.Alpha, used.IsByGroup, 0, 0, null)
            {
                OutOfFoldImages = cross.Cut.Images,
                OutOfFoldGroups = cross.Cut.Groups,
                OutOfFoldCoverage = used.ValidationCoverage,
            },
        };
        return new DomainGate(scorers, manifest, folds, cross);
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
            var cut = ConformalCut.Fit(
                scorers[i].Score(data.Held, cancellationToken),
                rate,
                DomainGate.Grouped(data.Groups)
            );
            manifests[i] = new ScoreManifest(
                scorers[i].Name,
                scorers[i].State.Numbers,
                DomainGate.Finite(cut.OrByImage().Cut)
            );
        }
        return (scorers, manifests);
    }
}
