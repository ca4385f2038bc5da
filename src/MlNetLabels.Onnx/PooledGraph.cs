using MlNetLabels.Models;
using static MlNetLabels.Onnx.Protobuf.TensorProto.Types;

namespace MlNetLabels.Onnx;

/// <summary>
/// A cross-conformal check as a graph: the score by every fold, and of them the one score that the cut is held against,
/// as the model pools them: their mean, moved to where the pooled p-value is the cross-conformal one.
/// </summary>
/// <param name="model">A model with folds.</param>
/// <param name="ties">What counts as equal.</param>
internal sealed class PooledGraph(Model model, Ties ties)
{
    private const double Rounding = 1e-9;

    /// <summary>The pooled score [N x 1] in double precision.</summary>
    public GraphTensor Score(GraphTensor embedding)
    {
        var graph = embedding.Scope;
        string scorer = model.Description.Domain.Score;
        bool isByGroup = model.DomainFolds[0].Weights is not null;
        GraphTensor? count = null,
            weight = null,
            sum = null;
        foreach (var (k, fold) in model.DomainFolds.Index())
        {
            graph.Part = FormattableString.Invariant($"domain/fold{k}");
            var heads = HeadGraph.Heads(embedding, fold.Standardizer, fold.SoftmaxLayer, fold.LabelLayer);
            var score = ScoreGraph.Score(FittedScore.From(model, fold), heads);
            int n = fold.Scores.Count;
            var isAsFarOut = (
                graph.Double([.. fold.Scores.Select(s => ties.Above(s, scorer))], 1, n) >= score
            ).ToDouble();
            count = Plus(count, isAsFarOut.Sum());
            if (isByGroup)
                weight = Plus(weight, isAsFarOut.MatMul(graph.Double([.. fold.Weights!], n, 1)));
            sum = Plus(sum, score);
        }
        graph.Part = "domain";
        return Pool(sum!.Value / model.DomainFolds.Count, count!.Value, weight);
    }

    private GraphTensor Pool(GraphTensor mean, GraphTensor count, GraphTensor? weight)
    {
        var graph = mean.Scope;
        var pooled = model
            .DomainFolds.SelectMany(f => f.Scores.Select((s, i) => (Score: s, Weight: f.Weights?[i] ?? 1)))
            .OrderBy(x => x.Score)
            .ThenBy(x => x.Weight)
            .ToArray();
        int n = pooled.Length;
        var first = -count + n;
        if (weight is { } wanted)
        {
            // Weights from an index on fall with it: as many as reach the wanted one end at the last such index.
            var from = new double[n + 1];
            from[n] = Rounding;
            for (int i = n - 1; i >= 0; i--)
                from[i] = from[i + 1] + pooled[i].Weight;
            first = first.AtMost((graph.Double(from, 1, n + 1) >= wanted).ToDouble().Sum() - 1);
        }
        var place = first.Cast(DataType.Int64);
        double[] above = [double.NegativeInfinity, .. pooled.Select(x => x.Score)],
            most = [.. pooled.Select(x => x.Score), double.PositiveInfinity];
        double furthest = above[n];
        var isBetween = graph.Call("And", [mean > At(above), mean <= At(most)]);
        double[] otherwise = [.. most[..n], furthest + 1e-3 * Math.Max(1, Math.Abs(furthest))];
        return isBetween.Choose(mean, At(otherwise));

        GraphTensor At(double[] table) => graph.Call("Gather", [graph.Double(table, n + 1), place]);
    }

    private static GraphTensor Plus(GraphTensor? sum, GraphTensor value) => sum is { } before ? before + value : value;
}
