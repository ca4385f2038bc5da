namespace MlNetLabels.OutOfDomain;

/// <summary>
/// sum_k H(sigmoid(z_k)) in nats over the label heads' logits z, H(p) = -p ln p - (1 - p) ln(1 - p); 0 to labels x ln 2.
/// Where the largest label probability is far out when no label applies, this is when labels are neither there nor not.
/// </summary>
internal sealed class LabelEntropyScorer()
    : LogitScorer("label-entropy", ScoreHead.Labels, "how undecided the label probabilities are between 0 and 1")
{
    protected override double Score(ReadOnlySpan<float> logits)
    {
        double sum = 0;
        foreach (float logit in logits)
        {
            // H = ln(1 + e^-|z|) + |z| / (1 + e^|z|).
            double z = Math.Abs((double)logit);
            sum += double.LogP1(Math.Exp(-z)) + z / (1 + Math.Exp(z));
        }
        return sum;
    }
}
