using MlNetLabels.Audit;
using MlNetLabels.Numerics;

namespace MlNetLabels.Reports.Tests.Audit;

public sealed class NearDuplicatesTests
{
    private const int Images = 300,
        Dimension = 64,
        Copies = 12;

    [Fact]
    public void Find_PlantedCopies_FindsThoseAndNoOthers()
    {
        var result = NearDuplicates.Find(WithCopies(noise: 0.15), TestContext.Current.CancellationToken)!;

        Assert.Equal(
            Enumerable.Range(0, Copies).Select(i => $"{i},{Images + i}"),
            result.Groups.Select(g => string.Join(',', g.Rows))
        );
        Assert.InRange(result.Threshold, NearDuplicates.LowestThreshold, NearDuplicates.HighestThreshold);
        Assert.All(result.Groups, g => Assert.InRange(g.Similarity, result.Threshold, 1));
    }

    [Fact]
    public void Find_EqualRows_HaveSimilarityOne() =>
        Assert.All(
            NearDuplicates.Find(WithCopies(noise: 0), TestContext.Current.CancellationToken)!.Groups,
            g => Assert.Equal(1, g.Similarity, 1e-5)
        );

    [Fact]
    public void Find_NoCopies_FindsNone() =>
        Assert.Empty(
            NearDuplicates.Find(Gaussian(new Random(3), Images), TestContext.Current.CancellationToken)!.Groups
        );

    [Fact]
    public void Find_ACopyOfACopy_IsOneGroup()
    {
        var rows = Gaussian(new Random(3), Images);
        for (int i = 0; i < 3; i++)
            rows.Row(7).CopyTo(rows.Row(100 + i));

        Assert.Equal(
            [7, 100, 101, 102],
            Assert.Single(NearDuplicates.Find(rows, TestContext.Current.CancellationToken)!.Groups).Rows
        );
    }

    [Theory, InlineData(NearDuplicates.MinImages - 1), InlineData(NearDuplicates.MaxImages + 1)]
    public void Find_TooFewOrTooManyImages_IsNull(int images) =>
        Assert.Null(NearDuplicates.Find(new Matrix(images, 1), TestContext.Current.CancellationToken));

    [Fact]
    public void Find_ConstantEmbeddings_AreAliveAndFindNothing() =>
        // Standardised to length zero, they are like nothing.
        Assert.Empty(NearDuplicates.Find(new Matrix(50, 4), TestContext.Current.CancellationToken)!.Groups);

    private static Matrix WithCopies(double noise)
    {
        var random = new Random(3);
        Matrix rows = Gaussian(random, Images),
            all = new(Images + Copies, Dimension);
        for (int i = 0; i < all.Rows; i++)
        for (int j = 0; j < Dimension; j++)
            all[i, j] = rows[i % Images, j] + (i < Images ? 0 : (float)(noise * Normal(random)));
        return all;
    }

    private static Matrix Gaussian(Random random, int count)
    {
        var rows = new Matrix(count, Dimension);
        for (int i = 0; i < count; i++)
        for (int j = 0; j < Dimension; j++)
            rows[i, j] = (float)Normal(random);
        return rows;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
