using static MlNetLabels.Onnx.Protobuf.TensorProto.Types;

namespace MlNetLabels.Onnx;

/// <summary>What one fold of a check gives of an image, and gave of the images that it held out.</summary>
/// <param name="Score">Of the image [N x 1], in double precision.</param>
/// <param name="Held">Of the images held out, smallest first.</param>
/// <param name="Weights">Share of its group that each of them stands for; null without groups.</param>
internal sealed record FoldGraph(GraphTensor Score, IReadOnlyList<double> Held, IReadOnlyList<double>? Weights);

/// <summary>
/// A cross-conformal check as a graph: of the folds' scores the one that the cut is held against, as the model pools
/// them: their mean, moved to where the pooled p-value is the cross-conformal one.
/// </summary>
/// <param name="folds">The folds.</param>
/// <param name="above">The score up to which a score counts as equal to this one.</param>
internal sealed class PooledGraph(IReadOnlyList<FoldGraph> folds, Func<double, double> above)
{
    private const double Rounding = 1e-9;

    /// <summary>The pooled score [N x 1] in double precision.</summary>
    public GraphTensor Score()
    {
        var graph = folds[0].Score.Scope;
        GraphTensor? count = null,
            weight = null,
            sum = null;
        foreach (var fold in folds)
        {
            int n = fold.Held.Count;
            var isAsFarOut = (graph.Double([.. fold.Held.Select(above)], 1, n) >= fold.Score).ToDouble();
            count = Plus(count, isAsFarOut.Sum());
            if (fold.Weights is { } weights)
                weight = Plus(weight, isAsFarOut.MatMul(graph.Double([.. weights], n, 1)));
            sum = Plus(sum, fold.Score);
        }
        return Pool(sum!.Value / folds.Count, count!.Value, weight);
    }

    private GraphTensor Pool(GraphTensor mean, GraphTensor count, GraphTensor? weight)
    {
        var graph = mean.Scope;
        var pooled = folds
            .SelectMany(f => f.Held.Select((s, i) => (Score: s, Weight: f.Weights?[i] ?? 1)))
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
        double[] below = [double.NegativeInfinity, .. pooled.Select(x => x.Score)],
            most = [.. pooled.Select(x => x.Score), double.PositiveInfinity];
        double furthest = below[n];
        var isBetween = graph.Call("And", [mean > At(below), mean <= At(most)]);
        double[] otherwise = [.. most[..n], furthest + 1e-3 * Math.Max(1, Math.Abs(furthest))];
        return isBetween.Choose(mean, At(otherwise));

        GraphTensor At(double[] table) => graph.Call("Gather", [graph.Double(table, n + 1), place]);
    }

    private static GraphTensor Plus(GraphTensor? sum, GraphTensor value) => sum is { } before ? before + value : value;
}
