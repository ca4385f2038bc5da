using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MlNetLabels.Heads;

/// <summary>
/// Cross-entropy of softmax, each row times its weight. dLoss/dz_j = weight (softmax(z)_j - [j = truth]).
/// </summary>
/// <param name="classes">True class of each training row.</param>
/// <param name="rowWeights">Weight of each training row.</param>
internal sealed class SoftmaxLoss(ReadOnlyMemory<int> classes, ReadOnlyMemory<float> rowWeights) : ILinearLoss
{
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
        var truths = classes.Span.Slice(first, count);
        var weights = rowWeights.Span.Slice(first, count);
        for (int i = 0; i < count; i++)
        {
            var z = logits.Slice(i * stride, stride);
            // exp of minus infinity is the 0 that padding must have.
            z[outputs.Length..].Fill(float.NegativeInfinity);
            int top = TensorPrimitives.IndexOfMax<float>(z[..outputs.Length]);
            double margin = (double)z[top] - z[truths[i]];
            // Summed in double precision, the largest term leaves the others their digits, if it is the exact 1 that a
            // vector's exp misses by a bit.
            double sum = ExpOfDifference(z, z[top]);
            sum += 1 - (double)z[top];
            z[top] = 1;
            losses[0] += weights[i] * (margin + Math.Log(sum));
            double truth = z[truths[i]],
                scale = weights[i] / sum;
            TensorPrimitives.Multiply(z, (float)scale, z);
            z[truths[i]] = (float)((truth - sum) * scale);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double ExpOfDifference(Span<float> z, float top)
    {
        var sum = Vector<double>.Zero;
        foreach (ref var v in MemoryMarshal.Cast<float, Vector<float>>(z))
        {
            v = Vector.Exp(v - new Vector<float>(top));
            Vector.Widen(v, out var low, out var high);
            sum += low + high;
        }
        return Vector.Sum(sum);
    }
}
