using MlNetLabels.Data;
using MlNetLabels.Metrics;
using MlNetLabels.Models;

namespace MlNetLabels.Evaluation;

/// <summary>
/// Judges a model: how good each head is on test images, how sure both are in and out of domain, and what a domain
/// check adds.
/// </summary>
public static class ModelEvaluator
{
    /// <summary>Evaluates.</summary>
    /// <param name="model">The model.</param>
    /// <param name="test">In-domain images that it has not seen.</param>
    /// <param name="sets">Out-of-domain images; may be empty.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static ModelEvaluation Evaluate(
        Model model,
        TestSet test,
        IReadOnlyList<OutOfDomainSet> sets,
        int seed = 1,
        CancellationToken cancellationToken = default
    )
    {
        if (sets.CountBy(set => set.Name).FirstOrDefault(n => n.Value > 1) is { Key: { } twice })
            throw new InvalidInputException(
                $"{sets.Count(set => set.Name == twice)} out-of-domain sets are called '{twice}', and reports tell "
                    + $"them apart by name. Rename a folder, or give one at a time."
            );
        var outputs = model.Compute(test.Data.Embeddings, cancellationToken);
        var (unseen, notes) = Unseen(model, test, sets);
        (OutOfDomainSet Set, ModelOutputs Outputs)[] judged =
        [
            .. unseen.Select(set => (set, model.Compute(set.Embeddings, cancellationToken))),
        ];
        var negatives = test.Negatives is { } known ? model.Compute(known.Embeddings, cancellationToken) : null;
        var scores = OutOfDomainJudge.Score(model, outputs, judged, cancellationToken);
        var bootstrap = new BootstrapOptions { Seed = (ulong)seed };
        return new ModelEvaluation(model, test, outputs, OutOfDomainJudge.Coverage(model, test, outputs, negatives))
        {
            Sets = judged,
            Softmax = test.Classes is null ? null : Softmax(model, test, outputs, bootstrap, cancellationToken),
            Labels = test.Labels is null ? null : Labels(model, test, outputs, bootstrap, cancellationToken),
            OutOfDomain = OutOfDomainJudge.Separate(model, scores, judged),
            Scores = scores,
            Strangers = PromiseJudge.Strangers(model, outputs, judged),
            PredictionSets = PromiseJudge.Sets(model, test, outputs),
            Decisions = Decisions.Compare(model, test, outputs, judged),
            RiskCoverage = OutOfDomainJudge.RiskCoverages(model, test, outputs),
            Negatives = Negatives.Compare(model, negatives, outputs, judged),
            Notes = notes,
        };
    }

    private static (OutOfDomainSet[] Sets, string[] Notes) Unseen(
        Model model,
        TestSet test,
        IReadOnlyList<OutOfDomainSet> sets
    )
    {
        var notes = new List<string>();
        var unseen = new List<OutOfDomainSet>();
        var inDomain = Enumerable
            .Range(0, test.Data.Embeddings.Rows)
            .Select(i => EmbeddedDataset.ContentOf(test.Data.Embeddings.Row(i)))
            .ToHashSet();
        foreach (var set in sets)
        {
            var rest = set.Unseen(model);
            int own = Enumerable
                .Range(0, rest.Embeddings.Rows)
                .Count(i => inDomain.Contains(EmbeddedDataset.ContentOf(rest.Embeddings.Row(i))));
            if (own > 0)
                throw new InvalidInputException(
                    $"{own} images of the out-of-domain set '{set.Name}' are test images of the data, too: they cannot be "
                        + "of another kind. Name a folder of other images, or take them out of one of the two."
                );
            int seen = set.Embeddings.Rows - rest.Embeddings.Rows;
            notes.AddRange(set.Notes);
            if (seen > 0 && rest.Embeddings.Rows == 0)
                throw new InvalidInputException(
                    $"all {seen} images of the out-of-domain set '{set.Name}' trained the model or helped to choose its "
                        + "out-of-domain score, so nothing can be judged by them. Name a folder of other images."
                );
            if (seen > 0)
                notes.Add(
                    $"{seen} of {set.Embeddings.Rows} images of '{set.Name}' trained the model or helped to choose its "
                        + $"out-of-domain score; "
                        + $"{(rest.Embeddings.Rows == 1 ? "the other one is" : $"the other {rest.Embeddings.Rows} are")} judged."
                );
            unseen.Add(rest);
        }
        return ([.. unseen], [.. notes]);
    }

    private static (MulticlassMetrics, IReadOnlyDictionary<string, BootstrapInterval>) Softmax(
        Model model,
        TestSet test,
        ModelOutputs outputs,
        BootstrapOptions bootstrap,
        CancellationToken cancellationToken
    )
    {
        var predictions = new MulticlassPredictions(
            test.Classes!,
            outputs.ClassProbabilities!,
            model.Description.Softmax!.Classes
        );
        return (predictions.Evaluate(), predictions.Intervals(bootstrap, test.Groups, cancellationToken));
    }

    private static (MultiLabelMetrics, IReadOnlyDictionary<string, BootstrapInterval>) Labels(
        Model model,
        TestSet test,
        ModelOutputs outputs,
        BootstrapOptions bootstrap,
        CancellationToken cancellationToken
    )
    {
        var heads = model.Description.Labels!;
        var predictions = new MultiLabelPredictions(
            test.Labels!,
            outputs.LabelProbabilities!,
            [.. heads.Thresholds.Select(t => t.Threshold)],
            heads.Names
        );
        return (predictions.Evaluate(), predictions.Intervals(bootstrap, test.Groups, cancellationToken));
    }
}
