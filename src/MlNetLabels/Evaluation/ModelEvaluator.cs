using MlNetLabels.Metrics;
using MlNetLabels.Models;

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
        foreach (var scorer in model.Domain.Scorers)
        {
            double[] inScores = scorer.Score(inDomain.Raw, cancellationToken), outScores = scorer.Score(outOfDomain.Raw, cancellationToken);
            var separation = Separation.Measure(inScores, outScores);
            bool decides = scorer.Name == model.Domain.Name;
            yield return new OutOfDomainResult
            {
                Set = set.Name,
                Distance = set.Distance,
                Head = scorer.Head.ToString().ToLowerInvariant(),
                Score = scorer.Name,
                Auroc = separation.Auroc,
                AuprIn = separation.AuprIn,
                AuprOut = separation.AuprOut,
                Fpr95OutPositive = separation.Fpr95OutPositive,
                Fpr95InPositive = separation.Fpr95InPositive,
                Rejected = decides && outScores.Length > 0 ? (double)outScores.Count(s => model.Domain.Check(s, null).Rejected) / outScores.Length : null,
            };
        }
    }
}
