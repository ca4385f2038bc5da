using System.Numerics.Tensors;

namespace MlNetLabels.OutOfDomain;

/// <summary>
/// The inverse L^-1 of a covariance's lower Cholesky factor, rows packed one after the other (row i has i + 1 values).
/// The squared Mahalanobis distance of x and y is then the squared Euclidean distance of L^-1 x and L^-1 y.
/// </summary>
internal static class Whitening
{
    /// <summary>Number of values that a factor of <paramref name="d"/> dimensions has.</summary>
    public static int Length(int d) => checked(d * (d + 1) / 2);

    public static float[] From(double[] covariance, int d)
    {
        double[] inverse = InvertLower(Cholesky(covariance, d), d);
        var packed = new float[Length(d)];
        for (int i = 0, at = 0; i < d; i++)
        for (int j = 0; j <= i; j++)
            packed[at++] = (float)inverse[i * d + j];
        return packed;
    }

    public static void Apply(ReadOnlySpan<float> packed, ReadOnlySpan<double> x, Span<double> whitened)
    {
        for (int i = 0, at = 0; i < x.Length; at += ++i)
            whitened[i] = WideMath.Dot(packed.Slice(at, i + 1), x[..(i + 1)]);
    }

    private static double[] Cholesky(double[] a, int d)
    {
        var l = new double[d * d];
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double rest = a[i * d + j] - TensorPrimitives.Dot<double>(l.AsSpan(i * d, j), l.AsSpan(j * d, j));
                l[i * d + j] =
                    i > j ? rest / l[j * d + j]
                    : rest > 0 ? Math.Sqrt(rest)
                    : throw new InvalidInputException(
                        "The covariance of the training embeddings is not positive; look for columns of enormous or constant values."
                    );
            }
        }
        return l;
    }

    /// <summary>Row i of the inverse: (e_i - sum_(j below i) L_ij row_j) / L_ii.</summary>
    private static double[] InvertLower(double[] l, int d)
    {
        var inverse = new double[d * d];
        for (int i = 0; i < d; i++)
        {
            var row = inverse.AsSpan(i * d, i + 1);
            for (int j = 0; j < i; j++)
                TensorPrimitives.MultiplyAdd(
                    inverse.AsSpan(j * d, j + 1),
                    -l[i * d + j],
                    row[..(j + 1)],
                    row[..(j + 1)]
                );
            row[i] = 1;
            TensorPrimitives.Divide(row, l[i * d + i], row);
        }
        return inverse;
    }
}
