using MlNetLabels.Numerics;
using MlNetLabels.Reports.Projections;

namespace MlNetLabels.Reports.Tests;

public sealed class ProjectionTests
{
    private const int Clusters = 3,
        PerCluster = 40,
        Dimension = 20;

    // Rounding of an eigendecomposition in double precision.
    private const double Rounding = 1e-9;

    [Fact]
    public void PrincipalComponents_StretchedCloud_FindsItsAxesAndTheirShare()
    {
        // Deviations 5, 3 and 1: (25 + 9) / (25 + 9 + 1) of the variance, in the population; the sample's own is
        // compared.
        var random = new Random(2);
        var rows = new Matrix(500, 3);
        for (int i = 0; i < rows.Rows; i++)
            (rows[i, 0], rows[i, 1], rows[i, 2]) = (
                (float)(3 * Normal(random)),
                (float)(5 * Normal(random)),
                (float)Normal(random)
            );

        var (x, y, share) = PrincipalComponents.Project(rows, TestContext.Current.CancellationToken);

        Assert.InRange(share, 0.95, 0.99);
        Assert.InRange(Correlation(x, [.. Enumerable.Range(0, 500).Select(i => (double)rows[i, 1])]), 0.99, 1);
        Assert.InRange(Correlation(y, [.. Enumerable.Range(0, 500).Select(i => (double)rows[i, 0])]), 0.99, 1);
        Assert.Equal(0, Correlation(x, y), Rounding);
    }

    [Fact]
    public void PrincipalComponents_RowsOfAPlane_KeepEveryDistance()
    {
        var random = new Random(4);
        var rows = new Matrix(60, Dimension);
        double[] u = [.. Enumerable.Range(0, Dimension).Select(_ => Normal(random))],
            v = [.. Enumerable.Range(0, Dimension).Select(_ => Normal(random))];
        for (int i = 0; i < rows.Rows; i++)
        {
            double a = 2 * Normal(random),
                b = Normal(random);
            for (int j = 0; j < Dimension; j++)
                rows[i, j] = (float)(a * u[j] + b * v[j] + 7);
        }

        var (x, y, share) = PrincipalComponents.Project(rows, TestContext.Current.CancellationToken);

        // Rows are in single precision.
        const double Single = 1e-4;
        Assert.Equal(1, share, Single);
        for (int i = 1; i < rows.Rows; i++)
            Assert.Equal(
                System.Numerics.Tensors.TensorPrimitives.Distance<float>(rows.Row(0), rows.Row(i)),
                Math.Sqrt(Math.Pow(x[0] - x[i], 2) + Math.Pow(y[0] - y[i], 2)),
                Single
            );
    }

    [Theory, InlineData(2, 1), InlineData(5, 3)]
    public void PrincipalComponents_EqualRows_StayInOnePlace(int count, int dimension)
    {
        var (x, y, share) = PrincipalComponents.Project(
            new Matrix(count, dimension),
            TestContext.Current.CancellationToken
        );

        Assert.All(x.Concat(y).Append(share), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Neighbourhoods_OfAnyRows_AreSymmetricSumToOneAndHaveThePerplexity()
    {
        const double Perplexity = 12,
            Single = 1e-5;
        float[][] p = TSne.Neighbourhoods(Rows(), Perplexity, TestContext.Current.CancellationToken);

        Assert.Equal(1, p.Sum(row => row.Sum(x => (double)x)), Single);
        for (int i = 0; i < p.Length; i++)
        {
            Assert.Equal(0, p[i][i]);
            for (int j = 0; j < i; j++)
                Assert.Equal(p[j][i], p[i][j]);
        }
    }

    [Fact]
    public void TSne_SeparateClusters_KeepsNeighboursTogether()
    {
        var (x, y, _, divergence) = Run();

        int kept = Enumerable
            .Range(0, x.Length)
            .Count(i =>
                Enumerable
                    .Range(0, x.Length)
                    .Where(j => j != i)
                    .MinBy(j => Math.Pow(x[i] - x[j], 2) + Math.Pow(y[i] - y[j], 2)) % Clusters
                == i % Clusters
            );
        Assert.Equal(x.Length, kept);
        // The plane holds three clusters well; unrelated places leave more than 2.
        Assert.InRange(divergence, 0, 1.5);
    }

    [Trait("Speed", "Slow")]
    [Fact]
    public void TSne_RowsWithoutGroups_AreSpreadOut()
    {
        var random = new Random(5);
        var rows = new Matrix(2000, 16);
        for (int i = 0; i < rows.Rows; i++)
        for (int j = 0; j < rows.Columns; j++)
            rows[i, j] = (float)(3.4 * random.NextDouble());
        var (startX, startY, _) = PrincipalComponents.Project(rows, TestContext.Current.CancellationToken);

        var (x, y, _, _) = TSne.Project(rows, startX, startY, TestContext.Current.CancellationToken);

        // Points of mutual distances near one are told apart in the plane.
        Assert.True(
            x.Max() - x.Min() > 10 && y.Max() - y.Min() > 10,
            $"{x.Min()} to {x.Max()}, {y.Min()} to {y.Max()}"
        );
    }

    [Fact]
    public void TSne_Twice_GivesTheSameBits()
    {
        var (first, second) = (Run(), Run());

        Assert.Equal(first.X, second.X);
        Assert.Equal(first.Y, second.Y);
    }

    [Fact]
    public void TSne_EqualRows_StayFinite()
    {
        var (x, y, _, _) = TSne.Project(
            new Matrix(TSne.MinRows, 2),
            new double[TSne.MinRows],
            new double[TSne.MinRows],
            TestContext.Current.CancellationToken
        );

        Assert.All(x.Concat(y), value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void TSne_Cancelled_Stops() =>
        Assert.Throws<OperationCanceledException>(() =>
            TSne.Project(
                Rows(),
                new double[Clusters * PerCluster],
                new double[Clusters * PerCluster],
                new CancellationToken(canceled: true)
            )
        );

    private static (double[] X, double[] Y, double Perplexity, double Divergence) Run()
    {
        var rows = Rows();
        var (x, y, _) = PrincipalComponents.Project(rows, TestContext.Current.CancellationToken);
        return TSne.Project(rows, x, y, TestContext.Current.CancellationToken);
    }

    private static Matrix Rows()
    {
        var random = new Random(9);
        var rows = new Matrix(Clusters * PerCluster, Dimension);
        for (int i = 0; i < rows.Rows; i++)
        for (int j = 0; j < Dimension; j++)
            rows[i, j] = (float)(Normal(random) + (j == i % Clusters ? 12 : 0));
        return rows;
    }

    private static double Correlation(double[] a, double[] b)
    {
        double meanA = a.Average(),
            meanB = b.Average();
        return Math.Abs(a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum())
            / Math.Sqrt(a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(y => (y - meanB) * (y - meanB)));
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
