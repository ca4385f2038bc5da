using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MlNetLabels.Numerics;

namespace MlNetLabels.Heads;

/// <summary>
/// Brings every embedding dimension to mean 0 and standard deviation 1 on the training rows: (x - mean) / std.
/// </summary>
/// <remarks>
/// Population standard deviation; a dimension that never varies is divided by 1. Immutable and thread-safe.
/// </remarks>
public sealed class Standardizer
{
    private readonly float[] _mean;
    private readonly float[] _inverseStd;

    /// <summary>Restores a standardizer from its means and standard deviations.</summary>
    public Standardizer(ReadOnlySpan<float> mean, ReadOnlySpan<float> std)
    {
        if (mean.Length != std.Length)
            throw new ArgumentException($"{mean.Length} means but {std.Length} standard deviations.");
        _mean = mean.ToArray();
        Std = std.ToArray();
        _inverseStd = new float[std.Length];
        for (int j = 0; j < std.Length; j++)
            _inverseStd[j] =
                std[j] > 0 && float.IsFinite(std[j])
                    ? 1 / std[j]
                    : throw new ArgumentException($"Standard deviation {j} is {std[j]}, not above 0.");
    }

    /// <summary>Number of dimensions.</summary>
    public int Dimension => _mean.Length;

    /// <summary>Mean of each dimension.</summary>
    public ReadOnlySpan<float> Mean => _mean;

    /// <summary>Standard deviation of each dimension, all above 0.</summary>
    public ReadOnlyMemory<float> Std { get; }

    /// <summary>Learns mean and standard deviation from the given rows, in double precision and two passes.</summary>
    /// <param name="embeddings">All embeddings.</param>
    /// <param name="rows">The rows to learn from.</param>
    /// <param name="weights">Weight of each of those rows, above 0; empty weighs all alike.</param>
    public static Standardizer Fit(Matrix embeddings, ReadOnlySpan<int> rows, ReadOnlySpan<float> weights = default)
    {
        if (rows.IsEmpty)
            throw new ArgumentException("There is no row to learn from.", nameof(rows));
        if (!weights.IsEmpty)
            ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, rows.Length);
        int dimension = embeddings.Columns;
        var mean = new double[dimension];
        var variance = new double[dimension];
        var x = new double[dimension];
        double total = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            TensorPrimitives.ConvertChecked<float, double>(embeddings.Row(rows[i]), x);
            double weight = weights.IsEmpty ? 1 : weights[i];
            total += weight;
            TensorPrimitives.MultiplyAdd(x, weight, mean, mean);
        }
        TensorPrimitives.Divide(mean, total, mean);
        for (int i = 0; i < rows.Length; i++)
        {
            TensorPrimitives.ConvertChecked<float, double>(embeddings.Row(rows[i]), x);
            double weight = weights.IsEmpty ? 1 : weights[i];
            TensorPrimitives.Subtract(x, mean, x);
            TensorPrimitives.Multiply(x, x, x);
            TensorPrimitives.MultiplyAdd(x, weight, variance, variance);
        }
        var std = new float[dimension];
        for (int j = 0; j < dimension; j++)
        {
            float s = (float)Math.Sqrt(variance[j] / total);
            std[j] = s > 0 ? s : 1;
        }
        return new Standardizer([.. mean.Select(m => (float)m)], std);
    }

    /// <summary>Standardises one embedding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(ReadOnlySpan<float> embedding, Span<float> standardised)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(embedding.Length, _mean.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(standardised.Length, _mean.Length);
        // Every pass of a fit comes through here, so the bounds are checked once and not for each vector.
        ref float x = ref MemoryMarshal.GetReference(embedding);
        ref float mean = ref MemoryMarshal.GetArrayDataReference(_mean);
        ref float inverse = ref MemoryMarshal.GetArrayDataReference(_inverseStd);
        ref float result = ref MemoryMarshal.GetReference(standardised);
        int j = 0;
        for (; j <= embedding.Length - Vector512<float>.Count; j += Vector512<float>.Count)
        {
            nuint at = (nuint)j;
            (
                (Vector512.LoadUnsafe(ref x, at) - Vector512.LoadUnsafe(ref mean, at))
                * Vector512.LoadUnsafe(ref inverse, at)
            ).StoreUnsafe(ref result, at);
        }
        for (; j < embedding.Length; j++)
            standardised[j] = (embedding[j] - _mean[j]) * _inverseStd[j];
    }

    /// <summary>A standardised copy of all rows.</summary>
    public Matrix Apply(Matrix embeddings)
    {
        var standardised = new Matrix(embeddings.Rows, embeddings.Columns);
        for (int i = 0; i < embeddings.Rows; i++)
            Apply(embeddings.Row(i), standardised.Row(i));
        return standardised;
    }
}
