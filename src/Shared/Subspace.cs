using System.Numerics.Tensors;
using MlNetLabels.Numerics;

namespace MlNetLabels.OutOfDomain;

/// <summary>The principal components of rows: orthonormal directions of most variance about the mean.</summary>
/// <param name="Mean">The mean [d].</param>
/// <param name="Components">The components [kept x d], most variance first; none where the rows have no spread.</param>
internal sealed record Subspace(double[] Mean, double[][] Components)
{
    // Share of the variance that rounding alone makes.
    private const double Nothing = 1e-12;

    /// <summary>Keeps the fewest components that explain the given share of the variance.</summary>
    public static Subspace Explaining(double share, IRows rows, CancellationToken cancellationToken)
    {
        var (mean, values, vectors) = Spectrum(rows, cancellationToken);
        double total = values.Sum(),
            sum = 0;
        var kept = new List<double[]>();
        for (int k = 0; k < values.Length && sum < share * total; k++)
        {
            sum += values[k];
            kept.Add(vectors(k));
        }
        return new Subspace(mean, [.. kept]);
    }

    /// <summary>
    /// Keeps the components of most variance, at most so many and none without any, and says what share of the variance
    /// they explain; 0 where there is none.
    /// </summary>
    public static (Subspace Kept, double Share) Largest(int count, IRows rows, CancellationToken cancellationToken)
    {
        var (mean, values, vectors) = Spectrum(rows, cancellationToken);
        double total = values.Sum();
        int kept = values.Take(count).Count(v => v > Nothing * total);
        return (
            new Subspace(mean, [.. Enumerable.Range(0, kept).Select(vectors)]),
            total == 0 ? 0 : values.Take(kept).Sum() / total
        );
    }

    private static (double[] Mean, double[] Values, Func<int, double[]> Vectors) Spectrum(
        IRows rows,
        CancellationToken cancellationToken
    )
    {
        int d = rows.Columns,
            n = rows.Rows;
        var mean = new double[d];
        for (int i = 0; i < n; i++)
        {
            var row = rows.Row(i);
            for (int j = 0; j < d; j++)
                mean[j] += row[j];
        }
        TensorPrimitives.Divide(mean, n, mean);
        var (ascending, vectors) =
            n < d ? FewRows(rows, mean) : Decompose(Covariance.About(rows, _ => mean, cancellationToken).Moment, d);
        cancellationToken.ThrowIfCancellationRequested();
        // Rounding puts the least ones below zero.
        return (mean, [.. ascending.Reverse().Select(v => Math.Max(v, 0))], k => vectors(ascending.Length - 1 - k));
    }

    /// <summary>Eigenvalues, smallest first, and the unit eigenvector of each.</summary>
    private static (double[] Values, Func<int, double[]> Vectors) Decompose(double[] symmetric, int d)
    {
        var (values, vectors) = SymmetricEigen.Decompose(symmetric, d);
        return (values, k => vectors.AsSpan(k * d, d).ToArray());
    }

    /// <summary>
    /// With fewer rows X than dimensions, X X' (n x n) has the same spectrum and X' u the wanted directions.
    /// </summary>
    private static (double[] Values, Func<int, double[]> Vectors) FewRows(IRows rows, double[] mean)
    {
        int n = rows.Rows;
        double[][] x = [.. Enumerable.Range(0, n).Select(i => WideMath.Widen(rows.Row(i)))];
        foreach (double[] row in x)
            TensorPrimitives.Subtract(row, mean, row);
        var gram = new double[n * n];
        for (int a = 0; a < n; a++)
        for (int b = 0; b <= a; b++)
            gram[a * n + b] = gram[b * n + a] = TensorPrimitives.Dot<double>(x[a], x[b]) / n;
        var (values, vectors) = Decompose(gram, n);
        return (
            values,
            k =>
            {
                double[] weights = vectors(k),
                    direction = new double[mean.Length];
                for (int i = 0; i < n; i++)
                    TensorPrimitives.MultiplyAdd(x[i], weights[i], direction, direction);
                TensorPrimitives.Divide(direction, TensorPrimitives.Norm<double>(direction), direction);
                return direction;
            }
        );
    }
}
