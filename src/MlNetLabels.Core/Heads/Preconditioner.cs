using System.Buffers;
using MlNetLabels.Numerics;

namespace MlNetLabels.Heads;

/// <summary>
/// An approximate inverse of the curvature of a head's objective: of c X'X / n + lambda I for the weights of each output,
/// X the standardised rows, and of c for its bias. With it L-BFGS takes a fraction of the steps.
/// </summary>
/// <remarks>
/// c is the mean of p (1 - p) that a loss stands for (<see cref="Lbfgs.CurvatureAt"/>). One eigen decomposition of
/// X'X / n = V diag(v) V' serves every lambda, fold and head: the inverse is V diag(1 / (c v + lambda)) V'. Immutable
/// and thread-safe.
/// </remarks>
internal sealed class Preconditioner
{
    // With fewer rows a pass over them costs no more than applying the inverse.
    private const int RowsPerDimension = 2;

    // More rows say little more about the directions, and cost as much as several passes.
    private const int MaxRows = 8192;

    private readonly double[] _values;
    private readonly float[] _vectors,
        _transposed;

    private Preconditioner(double[] values, float[] vectors, float[] transposed) =>
        (_values, _vectors, _transposed) = (values, vectors, transposed);

    private int Dimension => _values.Length;

    /// <summary>Learns the rows' second moments; null where there are too few rows for it to pay.</summary>
    public static Preconditioner? Fit(FeatureRows features)
    {
        int d = features.Dimension;
        if (features.Count < RowsPerDimension * d)
            return null;
        var (values, directions) = SymmetricEigen.Decompose(SecondMoments(features), d);
        var vectors = new float[d * d];
        var transposed = new float[d * d];
        for (int j = 0; j < d; j++)
        for (int e = 0; e < d; e++)
            vectors[j * d + e] = transposed[e * d + j] = (float)directions[e * d + j];
        return new Preconditioner([.. values.Select(value => Math.Max(0, value))], vectors, transposed);
    }

    /// <summary>The inverse for one lambda, for directions and the losses they start from.</summary>
    public Action<Span<double>, double> At(double l2) =>
        (direction, loss) => Apply(direction, Lbfgs.CurvatureAt(loss), l2);

    /// <summary>Multiplies by the inverse in place.</summary>
    /// <param name="direction">Outputs one after another, each its weights and then its bias.</param>
    /// <param name="curvature">c, above 0.</param>
    /// <param name="l2">lambda.</param>
    public void Apply(Span<double> direction, double curvature, double l2)
    {
        int d = Dimension,
            outputs = direction.Length / (d + 1);
        float[] from = ArrayPool<float>.Shared.Rent(outputs * d),
            to = ArrayPool<float>.Shared.Rent(outputs * d);
        for (int k = 0; k < outputs; k++)
        for (int j = 0; j < d; j++)
            from[k * d + j] = (float)direction[k * (d + 1) + j];
        to.AsSpan(0, outputs * d).Clear();
        MatrixProduct.Add(new(from, d, 1), _vectors, d, to, d, outputs, d, d);
        for (int k = 0; k < outputs; k++)
        for (int e = 0; e < d; e++)
            to[k * d + e] = (float)(to[k * d + e] / (curvature * _values[e] + l2));
        from.AsSpan(0, outputs * d).Clear();
        MatrixProduct.Add(new(to, d, 1), _transposed, d, from, d, outputs, d, d);
        for (int k = 0; k < outputs; k++)
        {
            for (int j = 0; j < d; j++)
                direction[k * (d + 1) + j] = from[k * d + j];
            direction[k * (d + 1) + d] /= curvature;
        }
        ArrayPool<float>.Shared.Return(from);
        ArrayPool<float>.Shared.Return(to);
    }

    // Every so many rows, so that a sorted file counts evenly.
    private static double[] SecondMoments(FeatureRows features)
    {
        int d = features.Dimension,
            step = (features.Count + MaxRows - 1) / MaxRows,
            used = (features.Count + step - 1) / step;
        float[] block = new float[LinearWorker.BlockRows * d],
            sums = new float[d * d];
        var total = new double[d * d];
        for (int start = 0; start < used; start += LinearWorker.BlockRows)
        {
            int count = Math.Min(LinearWorker.BlockRows, used - start);
            for (int i = 0; i < count; i++)
                features.CopyTo((start + i) * step, 1, block.AsSpan(i * d, d));
            Array.Clear(sums);
            MatrixProduct.Add(new(block, 1, d), block, d, sums, d, d, count, d);
            for (int i = 0; i < sums.Length; i++)
                total[i] += sums[i];
        }
        for (int i = 0; i < d; i++)
        for (int j = 0; j <= i; j++)
            total[i * d + j] = total[j * d + i] = total[i * d + j] / used;
        return total;
    }
}
