namespace MlNetLabels.OutOfDomain;

/// <summary>
/// 1 - max_k p_k with p = softmax(logits); 0 (sure) to 1 - 1/classes. Hendrycks and Gimpel, "A Baseline for Detecting
/// Misclassified and Out-of-Distribution Examples in Neural Networks", ICLR 2017.
/// </summary>
internal sealed class MaxProbabilityScorer()
    : LogitScorer("max-probability", ScoreHead.Softmax, "how far the largest softmax probability is from 1")
{
    protected override double Score(ReadOnlySpan<float> logits)
    {
        // The share of the others, not 1 minus the largest: keeps its digits where the head is sure.
        int best = LogitMath.ArgMax(logits);
        double others = 0;
        for (int k = 0; k < logits.Length; k++)
            if (k != best)
                others += Math.Exp((double)logits[k] - logits[best]);
        return others / (1 + others);
    }
}
