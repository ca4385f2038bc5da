using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetLabels.Data;

namespace MlNetLabels.Heads;

/// <summary>
/// Binary cross-entropy of every label, each cell times its weight: -(y ln s(z) + (1 - y) ln(1 - s(z))).
/// dLoss/dz = weight (s(z) - y). Unknown cells weigh nothing.
/// </summary>
/// <param name="truth">Truth of each training row.</param>
/// <param name="rowWeights">Weight of each training row.</param>
/// <param name="positiveWeights">Extra weight of present cells, one per label.</param>
internal sealed class LabelLoss(
    LabelMatrix truth,
    ReadOnlyMemory<float> rowWeights,
    ReadOnlyMemory<float> positiveWeights
) : ILinearLoss
{
    /// <summary>Sum of the cell weights of each label: what its mean loss is divided by.</summary>
    public double[] TotalWeights()
    {
        var totals = new double[truth.Labels];
        for (int i = 0; i < truth.Rows; i++)
        {
            var states = truth.Row(i);
            for (int k = 0; k < truth.Labels; k++)
                totals[k] += Weight(states[k], rowWeights.Span[i], positiveWeights.Span[k]);
        }
        return totals;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Evaluate(
        int first,
        int count,
        ReadOnlySpan<int> outputs,
        int stride,
        Span<float> logits,
        Span<double> losses
    )
    {
        float[] signed = ArrayPool<float>.Shared.Rent(stride);
        double[] sums = ArrayPool<double>.Shared.Rent(stride);
        sums.AsSpan(0, stride).Clear();
        var row = signed.AsSpan(0, stride);
        row.Clear();
        for (int i = 0; i < count; i++)
        {
            SignedWeights(first + i, outputs, row);
            EvaluateRow(
                MemoryMarshal.Cast<float, Vector<float>>(row),
                MemoryMarshal.Cast<float, Vector<float>>(logits.Slice(i * stride, stride)),
                MemoryMarshal.Cast<double, Vector<double>>(sums.AsSpan(0, stride))
            );
        }
        for (int k = 0; k < outputs.Length; k++)
            losses[k] += sums[k];
        ArrayPool<float>.Shared.Return(signed);
        ArrayPool<double>.Shared.Return(sums);
    }

    // With m = z for absent and -z for present: loss = ln(1 + e^m) = max(m, 0) + ln(1 + e^-|m|), slope = +-s(m). Exact
    // at both ends.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EvaluateRow(
        ReadOnlySpan<Vector<float>> signedWeights,
        Span<Vector<float>> z,
        Span<Vector<double>> sums
    )
    {
        for (int v = 0; v < z.Length; v++)
        {
            var signed = signedWeights[v];
            var weight = Vector.Abs(signed);
            var m = Vector.ConditionalSelect(Vector.GreaterThanOrEqual(signed, Vector<float>.Zero), z[v], -z[v]);
            var e = Vector.Exp(-Vector.Abs(m));
            var slope =
                Vector.ConditionalSelect(Vector.GreaterThanOrEqual(m, Vector<float>.Zero), Vector<float>.One, e)
                / (Vector<float>.One + e);
            z[v] = signed * slope;

            Vector.Widen(weight, out var lowWeight, out var highWeight);
            Vector.Widen(Vector.Max(m, Vector<float>.Zero), out var lowRise, out var highRise);
            Vector.Widen(e, out var low, out var high);
            sums[2 * v] += lowWeight * (lowRise + Vector.Log(Vector<double>.One + low));
            sums[2 * v + 1] += highWeight * (highRise + Vector.Log(Vector<double>.One + high));
        }
    }

    // The weight of each cell, negative where the label is present, 0 where nothing is known.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SignedWeights(int row, ReadOnlySpan<int> outputs, Span<float> signed)
    {
        var states = truth.Row(row);
        float rowWeight = rowWeights.Span[row];
        var positive = positiveWeights.Span;
        for (int k = 0; k < outputs.Length; k++)
        {
            int label = outputs[k];
            float weight = Weight(states[label], rowWeight, positive[label]);
            signed[k] = states[label] == LabelState.Present ? -weight : weight;
        }
    }

    private static float Weight(LabelState state, float rowWeight, float positiveWeight) =>
        state switch
        {
            LabelState.Present => rowWeight * positiveWeight,
            LabelState.Absent => rowWeight,
            _ => 0,
        };
}
