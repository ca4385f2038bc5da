using MlNetLabels.Models;

namespace MlNetLabels.Onnx;

/// <summary>Both questions of a domain check as graphs: another kind, and perhaps a new class.</summary>
/// <param name="model">The model.</param>
/// <param name="ties">What counts as equal.</param>
internal sealed class ChecksGraph(Model model, Ties ties)
{
    private string Scorer => model.Description.Domain.Score;

    /// <summary>The scores [N x 1] in double precision; the second is null where the model has no such check.</summary>
    /// <param name="embedding">From here.</param>
    /// <param name="heads">What the model's own standardizer and heads make of it.</param>
    public (GraphTensor Kind, GraphTensor? NewClass) Scores(GraphTensor embedding, HeadTensors heads)
    {
        var graph = embedding.Scope;
        if (model.DomainFolds.Count == 0)
        {
            var score = ScoreGraph.Score(FittedScore.From(model), heads);
            return (score, model.NewClass is { } check ? Sum(score, heads, check) : null);
        }
        List<FoldGraph> kinds = [],
            newClasses = [];
        foreach (var (k, fold) in model.DomainFolds.Index())
        {
            graph.Part = FormattableString.Invariant($"domain/fold{k}");
            var view = HeadGraph.Heads(embedding, fold.Standardizer, fold.SoftmaxLayer, fold.LabelLayer);
            var score = ScoreGraph.Score(FittedScore.From(model, fold), view);
            kinds.Add(new(score, fold.Scores, fold.Weights));
            if (fold.NewClass is { } check)
                newClasses.Add(new(Sum(score, view, check), check.Scores, check.Weights));
        }
        graph.Part = "domain";
        return (
            new PooledGraph(kinds, s => ties.Above(s, Scorer)).Score(),
            newClasses.Count == 0 ? null : new PooledGraph(newClasses, AboveNewClass).Score()
        );
    }

    /// <summary>The score of the check for new classes up to which a score counts as equal to this one.</summary>
    public double AboveNewClass(double score)
    {
        NewClassFold[] folds = model.NewClass is { } only ? [only] : [.. model.DomainFolds.Select(f => f.NewClass!)];
        return ties.AboveSum(score, folds.Min(f => f.ScoreSpread), folds.Min(f => f.DoubtSpread));
    }

    private GraphTensor Sum(GraphTensor score, HeadTensors heads, NewClassFold check)
    {
        string name = model.Description.Domain.NewClass!.Doubt;
        int logits =
            OutOfDomain.OutOfDomainScorers.HeadOf(name) == "softmax"
                ? model.SoftmaxLayer!.Outputs
                : model.LabelLayer!.Outputs;
        var doubt = new FittedScore(
            name,
            new Dictionary<string, double> { ["logits"] = logits },
            FittedScore.NoTensors
        );
        return score / check.ScoreSpread + ScoreGraph.Score(doubt, heads) / check.DoubtSpread;
    }
}
