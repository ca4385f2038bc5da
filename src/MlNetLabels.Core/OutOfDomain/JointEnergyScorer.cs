namespace MlNetLabels.OutOfDomain;

/// <summary>
/// -sum_k log(1 + exp(z_k)) over the label heads' logits z; below 0. Wang et al., "Can multi-label classification
/// networks know what they don't know?", NeurIPS 2021.
/// </summary>
internal sealed class JointEnergyScorer()
    : LogitScorer("joint-energy", ScoreHead.Labels, "how low all of the label heads' logits are together")
{
    protected override double Score(ReadOnlySpan<float> logits) => -LogitMath.SumSoftplus(logits);
}
