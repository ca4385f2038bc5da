using MathNet.Numerics.LinearAlgebra;
using MlNetLabels.Numerics;
using System.Numerics.Tensors;

namespace MlNetLabels.OutOfDomain;

/// <summary>The principal components of rows: orthonormal directions of most variance about the mean.</summary>
/// <param name="Mean">The mean [d].</param>
/// <param name="Components">The components [kept x d], most variance first; none where the rows have no spread.</param>
internal sealed record Subspace(double[] Mean, double[][] Components)
{
    /// <summary>Keeps the fewest components that explain the given share of the variance.</summary>
    public static Subspace Explaining(double share, IRows rows, CancellationToken cancellation)
    {
        int d = rows.Columns, n = rows.Rows;
        var mean = new double[d];
        for (int i = 0; i < n; i++)
        {
            var row = rows.Row(i);
            for (int j = 0; j < d; j++) mean[j] += row[j];
        }
        TensorPrimitives.Divide(mean, n, mean);
        var (values, vectors) = n < d ? FewRows(rows, mean) : Decompose(Covariance.About(rows, _ => mean, cancellation).Moment, d);
        cancellation.ThrowIfCancellationRequested();
        double total = values.Sum(v => Math.Max(v, 0)), sum = 0;
        var kept = new List<double[]>();
        for (int k = values.Length - 1; k >= 0 && sum < share * total; k--)
        {
            sum += Math.Max(values[k], 0);
            kept.Add(vectors(k));
        }
        return new Subspace(mean, [.. kept]);
    }

    /// <summary>Eigenvalues, smallest first, and the unit eigenvector of each.</summary>
    private static (double[] Values, Func<int, double[]> Vectors) Decompose(double[] symmetric, int d)
    {
        var eigen = Matrix<double>.Build.Dense(d, d, symmetric).Evd(Symmetricity.Symmetric);
        return ([.. eigen.EigenValues.Select(v => v.Real)], k => eigen.EigenVectors.Column(k).ToArray());
    }

    /// <summary>With fewer rows X than dimensions, X X' (n x n) has the same spectrum and X' u the wanted directions.</summary>
    private static (double[] Values, Func<int, double[]> Vectors) FewRows(IRows rows, double[] mean)
    {
        int n = rows.Rows;
        double[][] x = [.. Enumerable.Range(0, n).Select(i => WideMath.Widen(rows.Row(i)))];
        foreach (double[] row in x) TensorPrimitives.Subtract(row, mean, row);
        var gram = new double[n * n];
        for (int a = 0; a < n; a++)
            for (int b = 0; b <= a; b++) gram[a * n + b] = gram[b * n + a] = TensorPrimitives.Dot<double>(x[a], x[b]) / n;
        var (values, vectors) = Decompose(gram, n);
        return (values, k =>
        {
            double[] weights = vectors(k), direction = new double[mean.Length];
            for (int i = 0; i < n; i++) TensorPrimitives.MultiplyAdd(x[i], weights[i], direction, direction);
            TensorPrimitives.Divide(direction, TensorPrimitives.Norm<double>(direction), direction);
            return direction;
        });
    }
}
