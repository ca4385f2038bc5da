using System.Numerics.Tensors;
using MlNetLabels.Numerics;

namespace MlNetLabels.Reports.Projections;

/// <summary>
/// The two directions in which rows vary most: orthogonal iteration on the centred rows, without ever forming a covariance, so that it
/// costs rows x columns an iteration. Deterministic; each direction's sign makes its largest coordinate positive.
/// </summary>
internal static class PrincipalComponents
{
    private const int Kept = 2;

    // More directions than are kept, so that the second converges though the third is near.
    private const int Block = 6;
    private const int Iterations = 60;

    /// <summary>Coordinates [rows] on both directions and the share of all variance that they keep.</summary>
    public static (double[] X, double[] Y, double Share) Of(Matrix rows, CancellationToken cancellationToken = default)
    {
        int n = rows.Rows, d = rows.Columns;
        double[][] centred = Centred(rows);
        double total = centred.Sum(row => TensorPrimitives.SumOfSquares<double>(row));
        if (total == 0) return (new double[n], new double[n], 0);
        var random = new Random(1);
        double[][] basis = [.. Enumerable.Range(0, Math.Min(Block, d)).Select(_ => Enumerable.Range(0, d).Select(_ => random.NextDouble() - 0.5).ToArray())];
        Orthonormalise(basis);
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double[][] next = [.. basis.Select(_ => new double[d])];
            foreach (double[] row in centred)
                for (int k = 0; k < next.Length; k++) TensorPrimitives.MultiplyAdd(row, TensorPrimitives.Dot<double>(row, basis[k]), next[k], next[k]);
            Orthonormalise(next);
            basis = next;
        }
        double[][] kept = [.. basis.OrderByDescending(b => centred.Sum(row => Square(TensorPrimitives.Dot<double>(row, b)))).Take(Kept).Select(Signed)];
        double[][] places = [.. kept.Select(b => Array.ConvertAll(centred, row => TensorPrimitives.Dot<double>(row, b)))];
        return (places[0], places.Length > 1 ? places[1] : new double[n], Math.Min(1, places.Sum(p => TensorPrimitives.SumOfSquares<double>(p)) / total));
    }

    private static double[][] Centred(Matrix rows)
    {
        double[][] centred = [.. Enumerable.Range(0, rows.Rows).Select(i => Array.ConvertAll(rows.Row(i).ToArray(), x => (double)x))];
        var mean = new double[rows.Columns];
        foreach (double[] row in centred) TensorPrimitives.Add(mean, row, mean);
        TensorPrimitives.Divide(mean, Math.Max(1, rows.Rows), mean);
        foreach (double[] row in centred) TensorPrimitives.Subtract(row, mean, row);
        return centred;
    }

    // Gram-Schmidt, twice: once leaves what rounding put back. A direction that vanishes stays zero.
    private static void Orthonormalise(double[][] basis)
    {
        for (int k = 0; k < basis.Length; k++)
        {
            double before = TensorPrimitives.Norm<double>(basis[k]);
            for (int pass = 0; pass < 2; pass++)
                for (int j = 0; j < k; j++) TensorPrimitives.MultiplyAdd(basis[j], -TensorPrimitives.Dot<double>(basis[j], basis[k]), basis[k], basis[k]);
            double length = TensorPrimitives.Norm<double>(basis[k]);
            if (length <= 1e-12 * before) Array.Clear(basis[k]);
            else TensorPrimitives.Divide(basis[k], length, basis[k]);
        }
    }

    private static double[] Signed(double[] direction)
    {
        if (direction[TensorPrimitives.IndexOfMaxMagnitude<double>(direction)] < 0) TensorPrimitives.Negate(direction, direction);
        return direction;
    }

    private static double Square(double x) => x * x;
}
