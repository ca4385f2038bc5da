namespace MlNetLabels.OutOfDomain;

/// <summary>
/// 1 - max_k sigmoid(z_k) over the label heads' logits z; 0 to 1. The label heads' own counterpart of the largest
/// softmax probability: far out where no label applies.
/// </summary>
internal sealed class MaxLabelProbabilityScorer()
    : LogitScorer("max-label-probability", ScoreHead.Labels, "how far the largest label probability is from 1")
{
    protected override double Score(ReadOnlySpan<float> logits) => 1 / (1 + Math.Exp(logits[LogitMath.ArgMax(logits)]));
}
