using MlNetLabels.Metrics;
using MlNetLabels.Models;

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
    ) =>
        [
            .. model.Domain.Scorers.Select(scorer => new ScoredSets(
                scorer.Name,
                scorer.Head.ToString().ToLowerInvariant(),
                scorer.Score(inDomain.Raw, cancellationToken),
                sets.ToDictionary(s => s.Set.Name, s => scorer.Score(s.Outputs.Raw, cancellationToken))
            )),
        ];

    /// <summary>Every score on every set.</summary>
    public static IReadOnlyList<OutOfDomainResult> Separate(
        Model model,
        IReadOnlyList<ScoredSets> scores,
        IReadOnlyList<(OutOfDomainSet Set, ModelOutputs Outputs)> sets
    )
    {
        var cuts = model.Manifest.Domain.Scores.ToDictionary(s => s.Name, s => s.Cut);
        // With none trained, as for a lone class without label heads, the other head stands in.
        string answering = model.Manifest.Softmax is null ? Decisions.Head.Labels : Decisions.Head.Softmax;
        return
        [
            .. from judged in sets
            let sure = new[] { Decisions.Head.Softmax, Decisions.Head.Labels }
                .Where(h =>
                    h == Decisions.Head.Softmax ? model.Manifest.Softmax is not null : model.Manifest.Labels is not null
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
        var domain = model.Manifest.Domain;
        return new CoverageCheck(
            domain.Decider,
            domain.Why,
            domain.Choice,
            domain.Used,
            scores.Length,
            model.Domain.At(null).EmpiricalCoverage(scores),
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
                    RiskCoverage.Measure(Confidence.Largest(probabilities), wrong)
                )
            );
            curves.Add(new RiskCoverageCurve(head, model.Domain.Name, RiskCoverage.Measure(closeness, wrong)));
        }
        return curves;
    }
}
