using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Onnx;

/// <summary>From an out-of-domain score to its p-value and to whether the image is rejected.</summary>
/// <param name="score">The score [N x 1] in double precision.</param>
/// <param name="cut">What held-out images set on it.</param>
/// <param name="above">The score up to which a score counts as equal to this one.</param>
internal sealed class DomainGraph(GraphTensor score, ConformalCut cut, Func<double, double> above)
{
    /// <summary>
    /// (1 + weight of the validation images of at least this score) / (groups + 1), [N x 1] in double precision.
    /// </summary>
    public GraphTensor PValue()
    {
        var graph = score.Scope;
        int n = cut.Scores.Count;
        if (n == 0)
            return score * 0 + 1;
        double[] weights = [.. cut.Weights ?? Enumerable.Repeat(1.0, n)];
        var isAsFarOut = graph.Double([.. cut.Scores.Select(above)], 1, n) >= score;
        return ((isAsFarOut.ToDouble().MatMul(graph.Double(weights, n, 1)) + 1) / (cut.Groups + 1.0)).AtMost(
            graph.Double(1)
        );
    }

    /// <summary>Whether the score lies above the cut [N x 1].</summary>
    public GraphTensor IsRejected() => score > score.Scope.Double(above(cut.Cut));
}
