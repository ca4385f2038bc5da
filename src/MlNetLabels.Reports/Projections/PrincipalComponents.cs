using System.Numerics.Tensors;
using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Reports.Projections;

/// <summary>
/// The two directions in which rows vary most. Deterministic; each direction's sign makes its largest coordinate
/// positive.
/// </summary>
internal static class PrincipalComponents
{
    /// <summary>
    /// Coordinates [rows] on both directions, all 0 on one of no variance, and the share of all variance that they
    /// keep.
    /// </summary>
    public static (double[] X, double[] Y, double Share) Project(
        Matrix rows,
        CancellationToken cancellationToken = default
    )
    {
        var (plane, share) = Subspace.Largest(2, rows, cancellationToken);
        double[][] places = [.. plane.Components.Select(c => Places(rows, plane.Mean, c))];
        return (
            places.ElementAtOrDefault(0) ?? new double[rows.Rows],
            places.ElementAtOrDefault(1) ?? new double[rows.Rows],
            share
        );
    }

    private static double[] Places(Matrix rows, double[] mean, double[] direction)
    {
        if (direction[TensorPrimitives.IndexOfMaxMagnitude<double>(direction)] < 0)
            TensorPrimitives.Negate(direction, direction);
        double centre = TensorPrimitives.Dot<double>(mean, direction);
        return [.. Enumerable.Range(0, rows.Rows).Select(i => WideMath.Dot(rows.Row(i), direction) - centre)];
    }
}
