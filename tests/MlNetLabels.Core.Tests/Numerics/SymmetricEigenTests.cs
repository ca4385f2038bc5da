using MathNet.Numerics.LinearAlgebra;
using MlNetLabels.Numerics;

namespace MlNetLabels.Core.Tests.Numerics;

/// <summary>The decomposition against MathNet's, and against what it means.</summary>
public sealed class SymmetricEigenTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    // Around two vectors of eight.
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(100)]
    public void Decompose_AnyOrder_IsMathNetsBitForBit(int n)
    {
        double[] matrix = Moments(n, rows: 2 * n, seed: n);
        var expected = Matrix<double>.Build.Dense(n, n, (double[])matrix.Clone()).Evd(Symmetricity.Symmetric);

        var (values, vectors) = SymmetricEigen.Decompose(matrix, n);

        Assert.Equal(expected.EigenValues.Select(x => x.Real), values);
        Assert.Equal(expected.EigenVectors.ToColumnMajorArray(), vectors);
    }

    /// <summary>Fewer rows than columns, or none that differ: eigenvalues that are all but equal.</summary>
    [Theory]
    [InlineData(40, 5)]
    [InlineData(24, 0)]
    public void Decompose_FewDirections_GivesUnitVectorsAtRightAngles(int n, int rows)
    {
        double[] matrix = Moments(n, rows, seed: 1),
            copy = [.. matrix];

        var (values, vectors) = SymmetricEigen.Decompose(copy, n);

        Assert.Equal(values.Order(), values);
        // Rounding of some n operations on values of about one.
        double tolerance = 1e-12;
        for (int a = 0; a < n; a++)
        {
            var vector = vectors.AsSpan(a * n, n).ToArray();
            for (int b = 0; b < n; b++)
                Assert.Equal(a == b ? 1 : 0, Dot(vector, vectors.AsSpan(b * n, n)), tolerance);
            for (int i = 0; i < n; i++)
                Assert.Equal(values[a] * vector[i], Dot(vector, matrix.AsSpan(i * n, n)), tolerance);
        }
    }

    [Fact]
    public void Decompose_ValuesThatAreNoNumbers_Ends() =>
        Assert.Contains(double.NaN, SymmetricEigen.Decompose([1, double.NaN, double.NaN, 1], 2).Values);

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    private static double[] Moments(int n, int rows, int seed)
    {
        var random = new Random(seed);
        var moments = new double[n * n];
        for (int row = 0; row < rows; row++)
        {
            double[] x = [.. Enumerable.Range(0, n).Select(j => (random.NextDouble() - 0.5) / (1 + 0.05 * j))];
            for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                moments[i * n + j] += x[i] * x[j] / rows;
        }
        return moments;
    }
}
