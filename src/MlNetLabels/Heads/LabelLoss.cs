using MlNetLabels.Data;

namespace MlNetLabels.Heads;

/// <summary>
/// Binary cross-entropy of every label, each cell times its weight: -(y ln s(z) + (1 - y) ln(1 - s(z))).
/// dLoss/dz = weight (s(z) - y). Unknown cells weigh nothing.
/// </summary>
/// <param name="truth">Truth of each training row.</param>
/// <param name="rowWeights">Weight of each training row.</param>
/// <param name="positiveWeights">Extra weight of present cells, one a label.</param>
internal sealed class LabelLoss(LabelMatrix truth, ReadOnlyMemory<float> rowWeights, ReadOnlyMemory<float> positiveWeights) : ILinearLoss
{
    /// <summary>Sum of the cell weights of each label: what its mean loss is divided by.</summary>
    public double[] TotalWeights()
    {
        var totals = new double[truth.Labels];
        for (int i = 0; i < truth.Rows; i++)
            for (int k = 0; k < truth.Labels; k++) totals[k] += Weight(truth[i, k], i, k);
        return totals;
    }

    public void Evaluate(int first, int count, ReadOnlySpan<int> outputs, int stride, Span<float> logits, Span<double> losses)
    {
        for (int i = 0; i < count; i++)
        {
            var states = truth.Row(first + i);
            var z = logits.Slice(i * stride, outputs.Length);
            for (int k = 0; k < outputs.Length; k++)
            {
                var state = states[outputs[k]];
                if (state == LabelState.Unknown)
                {
                    z[k] = 0;
                    continue;
                }
                bool present = state == LabelState.Present;
                float weight = Weight(state, first + i, outputs[k]);
                // With m = z for absent and -z for present: loss = ln(1 + e^m), slope = +-s(m). Exact at both ends.
                float m = present ? -z[k] : z[k];
                float e = MathF.Exp(-MathF.Abs(m));
                losses[k] += weight * (Math.Max(m, 0) + Losses.Log1p(e));
                float slope = weight * (m >= 0 ? 1 / (1 + e) : e / (1 + e));
                z[k] = present ? -slope : slope;
            }
        }
    }

    private float Weight(LabelState state, int row, int label) => state switch
    {
        LabelState.Present => rowWeights.Span[row] * positiveWeights.Span[label],
        LabelState.Absent => rowWeights.Span[row],
        _ => 0,
    };
}
