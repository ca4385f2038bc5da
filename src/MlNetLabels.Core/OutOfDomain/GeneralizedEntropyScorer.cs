namespace MlNetLabels.OutOfDomain;

/// <summary>
/// sum over the <see cref="TopClasses"/> largest p_k of (p_k (1 - p_k))^<see cref="Gamma"/> with p = softmax(logits); 0
/// or more. Liu, Lochman and Zach, "GEN: Pushing the Limits of Softmax-Based Out-of-Distribution Detection", CVPR 2023.
/// </summary>
internal sealed class GeneralizedEntropyScorer()
    : LogitScorer("generalized-entropy", ScoreHead.Softmax, "how evenly softmax shares out its probability")
{
    private const double Gamma = 0.1;
    private const int TopClasses = 100;

    protected override double Score(ReadOnlySpan<float> logits)
    {
        if (logits.Length == 1)
            return 0;
        float[] descending = logits.ToArray();
        Array.Sort(descending, static (a, b) => b.CompareTo(a));
        // Summed on their own, not as the total less 1: the 0.1th power would make much of the digits that a sure head
        // leaves.
        double others = 0,
            score = 0;
        foreach (float logit in descending.AsSpan(1))
            others += Math.Exp((double)logit - descending[0]);
        double total = 1 + others;
        for (int k = 0; k < Math.Min(TopClasses, descending.Length); k++)
        {
            double weight = Math.Exp((double)descending[k] - descending[0]);
            double rest = k == 0 ? others : total - weight;
            score += Math.Pow(weight / total * (rest / total), Gamma);
        }
        return score;
    }
}
