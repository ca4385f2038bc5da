using MlNetLabels.Metrics;
using MlNetLabels.Models;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Evaluation;

/// <summary>Judges a model: how good each head is on test images, how sure both are in and out of domain, and what a domain check adds.</summary>
public static class ModelEvaluator
{
    /// <summary>Evaluates.</summary>
    /// <param name="model">The model.</param>
    /// <param name="test">In-domain images that it has not seen.</param>
    /// <param name="sets">Out-of-domain images; may be empty.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static ModelEvaluation Evaluate(Model model, TestSet test, IReadOnlyList<OutOfDomainSet> sets, int seed = 1, CancellationToken cancellationToken = default)
    {
        var outputs = model.Compute(test.Data.Embeddings, cancellationToken);
        (OutOfDomainSet Set, ModelOutputs Outputs)[] judged = [.. sets.Select(set => (set, model.Compute(set.Embeddings, cancellationToken)))];
        var bootstrap = new BootstrapOptions { Seed = (ulong)seed };
        return new ModelEvaluation
        {
            Test = test,
            Outputs = outputs,
            Sets = judged,
            Softmax = test.Classes is null ? null : Softmax(model, test, outputs, bootstrap, cancellationToken),
            Labels = test.Labels is null ? null : Labels(model, test, outputs, bootstrap, cancellationToken),
            OutOfDomain = [.. judged.SelectMany(set => Separate(model, outputs, set.Set, set.Outputs, cancellationToken))],
            Decisions = Decisions.Compare(model, test, outputs, judged),
        };
    }

    private static (MulticlassMetrics, IReadOnlyDictionary<string, Interval>) Softmax(
        Model model, TestSet test, ModelOutputs outputs, BootstrapOptions bootstrap, CancellationToken cancellationToken)
    {
        var predictions = new MulticlassPredictions(test.Classes!, outputs.ClassProbabilities!, model.Manifest.Softmax!.Classes);
        return (MulticlassEvaluator.Evaluate(predictions), MulticlassEvaluator.Intervals(predictions, bootstrap, test.Groups, cancellationToken));
    }

    private static (MultiLabelMetrics, IReadOnlyDictionary<string, Interval>) Labels(
        Model model, TestSet test, ModelOutputs outputs, BootstrapOptions bootstrap, CancellationToken cancellationToken)
    {
        var heads = model.Manifest.Labels!;
        var predictions = new MultiLabelPredictions(test.Labels!, outputs.LabelProbabilities!, [.. heads.Thresholds.Select(t => t.Threshold)], heads.Names);
        return (MultiLabelEvaluator.Evaluate(predictions), MultiLabelEvaluator.Intervals(predictions, bootstrap, test.Groups, cancellationToken));
    }

    private static IEnumerable<OutOfDomainResult> Separate(Model model, ModelOutputs inDomain, OutOfDomainSet set, ModelOutputs outOfDomain, CancellationToken cancellationToken)
    {
        foreach (var (score, head, scoreOf) in Scores(model, cancellationToken))
        {
            double[] inScores = scoreOf(inDomain), outScores = scoreOf(outOfDomain);
            var separation = Separation.Measure(inScores, outScores);
            bool isGate = head == ScoreHead.Embedding && score == model.Domain!.Name;
            yield return new OutOfDomainResult
            {
                Set = set.Name,
                Distance = set.Distance,
                Head = head.ToString().ToLowerInvariant(),
                Score = score,
                Auroc = separation.Auroc,
                AuprIn = separation.AuprIn,
                AuprOut = separation.AuprOut,
                Fpr95OutPositive = separation.Fpr95OutPositive,
                Fpr95InPositive = separation.Fpr95InPositive,
                Rejected = isGate && outScores.Length > 0 ? (double)outScores.Count(s => model.Domain!.Check(s, null).Rejected) / outScores.Length : null,
            };
        }
    }

    // Calibrated probabilities first, since they are what users see; then the scores made from raw logits; then the domain check.
    private static IEnumerable<(string Score, ScoreHead Head, Func<ModelOutputs, double[]> Of)> Scores(Model model, CancellationToken cancellationToken)
    {
        foreach (string name in OutOfDomainScorers.Names)
        {
            var scorer = OutOfDomainScorers.Create(name);
            bool applies = scorer.Head == ScoreHead.Softmax ? model.SoftmaxLayer is not null : scorer.Head == ScoreHead.Labels && model.LabelLayer is not null;
            if (!applies) continue;
            yield return (name, scorer.Head, outputs => scorer.Score(outputs.Raw, cancellationToken));
        }
        foreach (var scorer in model.Domain?.Scorers ?? [])
            yield return (scorer.Name, scorer.Head, outputs => scorer.Score(outputs.Raw, cancellationToken));
    }
}
