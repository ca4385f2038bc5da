using MlNetLabels.Data;
using MlNetLabels.Heads;

namespace MlNetLabels.MLNet.Heads;

/// <summary>
/// What our trainers minimise, at weights that someone else found: weighted mean loss + lambda/2 |W|^2.
/// </summary>
internal static class HeadObjectives
{
    public static double Softmax(FeatureRows features, int[] classes, float[] weights, LinearLayer layer, double l2)
    {
        double loss = Evaluate(features, new SoftmaxLoss(classes, weights), layer, 1)[0] / weights.Sum(w => (double)w);
        return loss + Enumerable.Range(0, layer.Outputs).Sum(k => PenaltyOf(layer, k, l2));
    }

    public static double[] Labels(
        FeatureRows features,
        LabelMatrix truth,
        float[] weights,
        float[] positive,
        LinearLayer layer,
        double l2
    )
    {
        var loss = new LabelLoss(truth, weights, positive);
        double[] totals = loss.TotalWeights(),
            losses = Evaluate(features, loss, layer, layer.Outputs);
        return [.. losses.Select((sum, k) => sum / totals[k] + PenaltyOf(layer, k, l2))];
    }

    private static double[] Evaluate(FeatureRows features, ILinearLoss loss, LinearLayer layer, int losses)
    {
        var objective = new LinearObjective(features, loss, threads: 1);
        double[] parameters =
        [
            .. Enumerable
                .Range(0, layer.Outputs)
                .SelectMany(k => layer.Weights.Row(k).ToArray().Append(layer.Bias[k]))
                .Select(p => (double)p),
        ];
        var sums = new double[losses];
        objective.Evaluate(
            [.. Enumerable.Range(0, layer.Outputs)],
            parameters,
            new double[parameters.Length],
            sums,
            CancellationToken.None
        );
        return sums;
    }

    private static double PenaltyOf(LinearLayer layer, int output, double l2)
    {
        double squares = 0;
        foreach (float w in layer.Weights.Row(output))
            squares += (double)w * w;
        return l2 / 2 * squares;
    }
}
