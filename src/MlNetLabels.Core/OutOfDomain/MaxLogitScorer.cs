namespace MlNetLabels.OutOfDomain;

/// <summary>
/// -max_k z_k, logits z centred on their mean. Hendrycks et al., "Scaling Out-of-Distribution Detection for Real-World
/// Settings", ICML 2022.
/// </summary>
internal sealed class MaxLogitScorer()
    : LogitScorer("max-logit", ScoreHead.Softmax, "how low the softmax head's largest logit is")
{
    protected override double Score(ReadOnlySpan<float> logits) =>
        LogitMath.Mean(logits) - logits[LogitMath.ArgMax(logits)];
}
