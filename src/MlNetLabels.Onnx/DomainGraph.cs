using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Onnx;

/// <summary>From an out-of-domain score to its p-value and to whether the image is rejected.</summary>
/// <param name="score">The score [N x 1] in double precision.</param>
/// <param name="scorer">Its name.</param>
/// <param name="cut">What validation images set on it.</param>
/// <param name="ties">What counts as equal.</param>
internal sealed class DomainGraph(GraphTensor score, string scorer, ConformalCut cut, Ties ties)
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
        var isAsFarOut = graph.Double([.. cut.Scores.Select(s => ties.Above(s, scorer))], 1, n) >= score;
        return ((isAsFarOut.ToDouble().MatMul(graph.Double(weights, n, 1)) + 1) / (cut.Groups + 1.0)).AtMost(
            graph.Double(1)
        );
    }

    /// <summary>Whether the score lies above the cut [N x 1].</summary>
    public GraphTensor IsRejected() => score > score.Scope.Double(ties.Above(cut.Cut, scorer));
}
