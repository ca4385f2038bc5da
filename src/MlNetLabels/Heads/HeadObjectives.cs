using MlNetLabels.Data;
using MlNetLabels.Heads;

namespace MlNetLabels.MLNet.Heads;

/// <summary>
/// What this library's own trainers minimise, at weights that someone else found: weighted mean loss + lambda/2 |W|^2.
/// </summary>
internal static class HeadObjectives
{
    public static double Softmax(FeatureRows features, int[] classes, float[] weights, LinearLayer layer, double l2)
    {
        var logits = layer.Logits(features);
        var row = new double[layer.Outputs];
        double sum = 0,
            total = 0;
        for (int i = 0; i < classes.Length; i++)
        {
            for (int k = 0; k < row.Length; k++)
                row[k] = logits[i, k];
            sum += weights[i] * Losses.CrossEntropy(row, classes[i]);
            total += weights[i];
        }
        return sum / total + Enumerable.Range(0, layer.Outputs).Sum(k => PenaltyOf(layer, k, l2));
    }

    /// <param name="features">Training rows.</param>
    /// <param name="truth">Label states of each row; unknown cells weigh nothing.</param>
    /// <param name="weights">Weight of each row.</param>
    /// <param name="positive">Extra weight of present cells, one per label.</param>
    /// <param name="layer">The weights to judge, on standardised embeddings.</param>
    /// <param name="l2">lambda.</param>
    public static double[] Labels(
        FeatureRows features,
        LabelMatrix truth,
        float[] weights,
        float[] positive,
        LinearLayer layer,
        double l2
    )
    {
        var logits = layer.Logits(features);
        var objectives = new double[layer.Outputs];
        for (int k = 0; k < objectives.Length; k++)
        {
            double sum = 0,
                total = 0;
            for (int i = 0; i < truth.Rows; i++)
            {
                if (truth[i, k] == LabelState.Unknown)
                    continue;
                bool isPresent = truth[i, k] == LabelState.Present;
                double weight = weights[i] * (isPresent ? positive[k] : 1);
                sum += weight * Losses.BinaryCrossEntropyWithLogits(logits[i, k], isPresent);
                total += weight;
            }
            objectives[k] = sum / total + PenaltyOf(layer, k, l2);
        }
        return objectives;
    }

    private static double PenaltyOf(LinearLayer layer, int output, double l2)
    {
        double squares = 0;
        foreach (float w in layer.Weights.Row(output))
            squares += (double)w * w;
        return l2 / 2 * squares;
    }
}
