using System.Numerics.Tensors;

namespace MlNetLabels.Heads;

/// <summary>The activations and losses of the two heads, in forms that neither overflow nor cancel.</summary>
internal static class Losses
{
    /// <summary>
    /// softmax(z)_j = exp(z_j) / sum_k exp(z_k). Probabilities in [0, 1] that sum to one; unchanged when a constant is
    /// added to every logit.
    /// </summary>
    public static void Softmax(ReadOnlySpan<float> logits, Span<float> probabilities)
    {
        if (logits.IsEmpty)
            return;
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max(logits), probabilities);
        TensorPrimitives.Exp(probabilities[..logits.Length], probabilities);
        double sum = 0;
        foreach (float value in probabilities[..logits.Length])
            sum += value;
        TensorPrimitives.Multiply(probabilities[..logits.Length], (float)(1 / sum), probabilities);
    }

    /// <inheritdoc cref="Softmax(ReadOnlySpan{float}, Span{float})"/>
    public static double[] Softmax(ReadOnlySpan<double> logits)
    {
        double logSum = LogSumExp(logits);
        var probabilities = new double[logits.Length];
        for (int j = 0; j < logits.Length; j++)
            probabilities[j] = Math.Exp(logits[j] - logSum);
        return probabilities;
    }

    /// <summary>sigmoid(z) = 1 / (1 + exp(-z)), in [0, 1]; sigmoid(-z) = 1 - sigmoid(z).</summary>
    public static double Sigmoid(double logit)
    {
        double e = Math.Exp(-Math.Abs(logit));
        return logit >= 0 ? 1 / (1 + e) : e / (1 + e);
    }

    /// <summary>ln sum_k exp(z_k).</summary>
    public static double LogSumExp(ReadOnlySpan<double> logits)
    {
        if (logits.IsEmpty)
            return double.NegativeInfinity;
        double max = TensorPrimitives.Max(logits);
        double sum = 0;
        foreach (double z in logits)
            sum += Math.Exp(z - max);
        return max + Math.Log(sum);
    }

    /// <summary>Cross-entropy of one image: -ln softmax(z)_truth, 0 to infinity.</summary>
    public static double CrossEntropy(ReadOnlySpan<double> logits, int truth)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)truth, (uint)logits.Length, nameof(truth));
        double max = TensorPrimitives.Max(logits),
            rest = 0;
        bool maxSkipped = false;
        foreach (double z in logits)
        {
            // The largest term is exactly 1; leaving it to Log1p keeps small losses exact.
            if (z == max && !maxSkipped)
                maxSkipped = true;
            else
                rest += Math.Exp(z - max);
        }
        return max - logits[truth] + Log1p(rest);
    }

    /// <summary>
    /// Binary cross-entropy of one label: -ln sigmoid(z) where present, -ln(1 - sigmoid(z)) where absent; 0 to
    /// infinity.
    /// </summary>
    public static double BinaryCrossEntropyWithLogits(double logit, bool present) =>
        Math.Max(present ? -logit : logit, 0) + Log1p(Math.Exp(-Math.Abs(logit)));

    /// <summary>ln(1 + x) without cancellation for small x, after Kahan.</summary>
    internal static double Log1p(double x)
    {
        double u = 1 + x;
        return u == 1 ? x : Math.Log(u) * x / (u - 1);
    }
}
