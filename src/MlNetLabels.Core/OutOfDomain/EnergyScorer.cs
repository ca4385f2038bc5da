namespace MlNetLabels.OutOfDomain;

/// <summary>
/// -log sum_k exp(z_k), logits z centred on their mean, temperature 1. Liu et al., "Energy-based Out-of-distribution
/// Detection", NeurIPS 2020.
/// </summary>
internal sealed class EnergyScorer()
    : LogitScorer("energy", ScoreHead.Softmax, "how low all of the softmax head's logits are together")
{
    protected override double Score(ReadOnlySpan<float> logits) => LogitMath.Mean(logits) - LogitMath.LogSumExp(logits);
}
