using MlNetLabels.Numerics;
using MlNetLabels.Suggesting;

namespace MlNetLabels.Core.Tests.Suggesting;

/// <summary>Lloyd's conditions: every row is in the cluster of its nearest mean, and means are means.</summary>
public sealed class KMeansTests
{
    // Distances of rows of some 100 squared, in single precision.
    private const double Rounding = 1e-3;

    [Fact]
    public void Fit_AnyRows_EndsWhereNothingMoves()
    {
        var rows = Blobs.Of(0, 50, 1).Append(Blobs.Of(1, 30, 2)).Append(Blobs.Of(2, 40, 3));

        var found = KMeans.Fit(rows, 3, seed: 1, TestContext.Current.CancellationToken);

        for (int i = 0; i < rows.Rows; i++)
        {
            double own = Square(rows, i, found.Centres, found.Clusters[i]);
            Assert.All(Enumerable.Range(0, 3), c => Assert.True(own <= Square(rows, i, found.Centres, c) + Rounding));
        }
        for (int c = 0; c < 3; c++)
        {
            int[] members = [.. Enumerable.Range(0, rows.Rows).Where(i => found.Clusters[i] == c)];
            for (int j = 0; j < rows.Columns; j++)
                Assert.Equal(members.Average(i => (double)rows[i, j]), found.Centres[c, j], Rounding);
        }
    }

    [Fact]
    public void Members_OfEachCluster_ComeNearestFirst()
    {
        var rows = Blobs.Of(0, 40, 1).Append(Blobs.Of(1, 40, 2));

        var found = KMeans.Fit(rows, 2, seed: 1, TestContext.Current.CancellationToken);

        int[][] members = found.Members();
        Assert.Equal(Enumerable.Range(0, 80), members.SelectMany(m => m).Order());
        foreach (var (c, cluster) in members.Index())
        {
            double[] squares = [.. cluster.Select(i => Square(rows, i, found.Centres, c) - Norm(rows, i))];
            Assert.All(squares.Zip(squares.Skip(1)), x => Assert.True(x.First <= x.Second + Rounding));
        }
    }

    [Fact]
    public void Fit_MoreClustersThanRows_GivesEachRowItsOwn()
    {
        var found = KMeans.Fit(Blobs.Of(0, 4, 1), 10, seed: 1, TestContext.Current.CancellationToken);

        Assert.Equal(4, found.Clusters.Distinct().Count());
    }

    [Fact]
    public void Fit_EqualRows_Ends()
    {
        var found = KMeans.Fit(new Matrix(20, 3), 4, seed: 1, TestContext.Current.CancellationToken);

        Assert.Equal(20, found.Members().Sum(m => m.Length));
    }

    private static double Square(Matrix rows, int i, Matrix centres, int c) =>
        Enumerable.Range(0, rows.Columns).Sum(j => Math.Pow((double)rows[i, j] - centres[c, j], 2));

    private static double Norm(Matrix rows, int i) =>
        Enumerable.Range(0, rows.Columns).Sum(j => Math.Pow(rows[i, j], 2));
}
