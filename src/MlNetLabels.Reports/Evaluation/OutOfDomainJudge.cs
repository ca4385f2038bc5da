using MlNetLabels.Metrics;
using MlNetLabels.Models;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Evaluation;

/// <summary>Judges a model's out-of-domain scores, its cut, and what abstaining buys.</summary>
internal static class OutOfDomainJudge
{
    /// <summary>Every score of every image.</summary>
    public static IReadOnlyList<ScoredSets> Score(
        Model model,
        ModelOutputs inDomain,
        IReadOnlyList<(OutOfDomainSet Set, ModelOutputs Outputs)> sets,
        CancellationToken cancellationToken
    )
    {
        var outside = sets.Select(s => (s.Set.Name, Scores: model.Scores(s.Outputs, cancellationToken))).ToArray();
        return
        [
            .. model
                .Scores(inDomain, cancellationToken)
                .Select(
                    (score, i) =>
                        new ScoredSets(
                            score.Key,
                            OutOfDomainScorers.HeadOf(score.Key),
                            score.Value,
                            outside.ToDictionary(s => s.Name, s => s.Scores[i].Value)
                        )
                ),
        ];
    }

    /// <summary>Every score on every set.</summary>
    public static IReadOnlyList<OutOfDomainResult> Separate(
        Model model,
        IReadOnlyList<ScoredSets> scores,
        IReadOnlyList<(OutOfDomainSet Set, ModelOutputs Outputs)> sets
    )
    {
        var cuts = model.Description.Domain.Cuts;
        // With none trained, as for a lone class without label heads, the other head stands in.
        string answering = model.Description.Softmax is null ? Decisions.Head.Labels : Decisions.Head.Softmax;
        return
        [
            .. from judged in sets
            let sure = new[] { Decisions.Head.Softmax, Decisions.Head.Labels }
                .Where(h =>
                    h == Decisions.Head.Softmax
                        ? model.Description.Softmax is not null
                        : model.Description.Labels is not null
                )
                .ToDictionary(h => h, h => Decisions.SurelyAnswered(model, judged.Outputs, h))
            from score in scores
            let outside = score.OutOfDomain[judged.Set.Name]
            let separation = Separation.Measure(score.InDomain, outside)
            let answers = sure[sure.ContainsKey(score.Head) ? score.Head : answering]
            let cut = outside.Length == 0 ? null : cuts[score.Score]
            select new OutOfDomainResult
            {
                Set = judged.Set.Name,
                Distance = judged.Set.Distance,
                Head = score.Head,
                Score = score.Score,
                Auroc = separation.Auroc,
                AuprIn = separation.AuprIn,
                AuprOut = separation.AuprOut,
                Fpr95OutPositive = separation.Fpr95OutPositive,
                Fpr95InPositive = separation.Fpr95InPositive,
                Rejected = cut is { } c ? (double)outside.Count(s => s > c) / outside.Length : null,
                ConfidentAccepted = cut is { } a
                    ? (double)outside.Where((s, i) => s <= a && answers[i]).Count() / outside.Length
                    : null,
            },
        ];
    }

    /// <summary>Whether the cut keeps its promise on in-domain test images.</summary>
    public static CoverageCheck Coverage(Model model, TestSet test, ModelOutputs outputs, ModelOutputs? negatives)
    {
        // A classifier's negatives are in-domain beside its test images; a labeller's are among them.
        double[] scores = [.. outputs.DomainScores, .. test.Classes is null ? [] : negatives?.DomainScores ?? []];
        return new CoverageCheck(
            model.Description.Domain,
            scores.Length,
            test.Classes is null ? 0 : negatives?.Rows ?? 0,
            // One that is off accepts everything, which is no figure of it.
            model.Description.Domain.Cut
                is null
                ? null
                : model.DomainCut().EmpiricalCoverage(scores),
            model.DomainWarning()
        );
    }

    /// <summary>Errors by share answered, ranked by the largest probability and by the score that decides.</summary>
    public static IReadOnlyList<RiskCoverageCurve> RiskCoverages(Model model, TestSet test, ModelOutputs outputs)
    {
        double[] closeness = Array.ConvertAll(outputs.DomainScores, s => -s);
        var curves = new List<RiskCoverageCurve>();
        foreach (
            var (head, probabilities) in new[]
            {
                (Decisions.Head.Softmax, test.Classes is null ? null : outputs.ClassProbabilities),
                (Decisions.Head.Labels, test.Labels is null ? null : outputs.LabelProbabilities),
            }
        )
        {
            if (probabilities is null)
                continue;
            bool[] wrong = Decisions.Wrong(model, test, outputs, head);
            curves.Add(
                new RiskCoverageCurve(
                    head,
                    "largest probability",
                    RiskCoverage.Measure(ConfidenceSummary.LargestProbabilities(probabilities), wrong)
                )
            );
            curves.Add(
                new RiskCoverageCurve(head, model.Description.Domain.Score, RiskCoverage.Measure(closeness, wrong))
            );
        }
        return curves;
    }
}
