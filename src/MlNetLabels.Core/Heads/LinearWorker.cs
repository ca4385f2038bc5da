using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetLabels.Numerics;

namespace MlNetLabels.Heads;

/// <summary>
/// One thread's blocks of an evaluation by <see cref="LinearObjective"/>. Its buffers serve block after block.
/// </summary>
/// <param name="features">All training rows.</param>
/// <param name="loss">What makes slopes of logits.</param>
/// <param name="outputs">Indices of the outputs.</param>
/// <param name="stride">Columns of a row of logits: the outputs, padded to whole vectors.</param>
/// <param name="layer">Weights, one row per feature, then a row of biases; <paramref name="stride"/> columns.</param>
internal sealed class LinearWorker(FeatureRows features, ILinearLoss loss, int[] outputs, int stride, float[] layer)
    : IDisposable
{
    /// <summary>Rows whose features, logits and gradient lie in the second-level cache together.</summary>
    public const int BlockRows = 64;

    private readonly float[] _x = ArrayPool<float>.Shared.Rent(BlockRows * features.Dimension);
    private readonly float[] _z = ArrayPool<float>.Shared.Rent(BlockRows * stride);
    private readonly float[] _gradient = ArrayPool<float>.Shared.Rent(outputs.Length * features.Dimension);
    private readonly double[] _biasGradient = ArrayPool<double>.Shared.Rent(stride);

    /// <summary>
    /// Adds loss and gradient of the rows from <paramref name="first"/> up to <paramref name="end"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Evaluate(int first, int end, Span<double> gradients, Span<double> losses)
    {
        int dimension = features.Dimension;
        var weights = layer.AsSpan(0, dimension * stride);
        var bias = layer.AsSpan(dimension * stride, stride);
        var biasGradient = _biasGradient.AsSpan(0, stride);
        biasGradient.Clear();
        for (int start = first; start < end; start += BlockRows)
        {
            int count = Math.Min(BlockRows, end - start);
            var z = _z.AsSpan(0, count * stride);
            features.CopyTo(start, count, _x);
            for (int i = 0; i < count; i++)
                bias.CopyTo(z[(i * stride)..]);
            MatrixProduct.Add(new(_x, dimension, 1), weights, stride, z, stride, count, dimension, stride);

            loss.Evaluate(start, count, outputs, stride, z, losses);

            var gradient = _gradient.AsSpan(0, outputs.Length * dimension);
            gradient.Clear();
            MatrixProduct.Add(new(z, 1, stride), _x, dimension, gradient, dimension, outputs.Length, count, dimension);
            for (int k = 0; k < outputs.Length; k++)
                AddWidened(gradient.Slice(k * dimension, dimension), gradients[(k * (dimension + 1))..]);
            for (int i = 0; i < count; i++)
                AddWidened(z.Slice(i * stride, stride), biasGradient);
        }
        for (int k = 0; k < outputs.Length; k++)
            gradients[k * (dimension + 1) + dimension] = biasGradient[k];
    }

    public void Dispose()
    {
        ArrayPool<float>.Shared.Return(_x);
        ArrayPool<float>.Shared.Return(_z);
        ArrayPool<float>.Shared.Return(_gradient);
        ArrayPool<double>.Shared.Return(_biasGradient);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddWidened(ReadOnlySpan<float> values, Span<double> sums)
    {
        int j = 0;
        for (; j <= values.Length - Vector<float>.Count; j += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(values[j..]), out var low, out var high);
            var target = sums.Slice(j, Vector<float>.Count);
            (new Vector<double>(target) + low).CopyTo(target);
            (new Vector<double>(target[Vector<double>.Count..]) + high).CopyTo(target[Vector<double>.Count..]);
        }
        for (; j < values.Length; j++)
            sums[j] += values[j];
    }
}
