using MlNetLabels.Images;
using MlNetLabels.Testing;

namespace MlNetLabels.Imaging.Tests.Images;

public sealed class OrientationTests
{
    private const int Width = 5,
        Height = 3;

    [Theory]
    [InlineData(new[] { 6, 6, 6, 6 })]
    [InlineData(new[] { 8, 8, 8, 8 })]
    [InlineData(new[] { 6, 8 })]
    [InlineData(new[] { 3, 3 })]
    [InlineData(new[] { 2, 2 })]
    [InlineData(new[] { 4, 2, 3 })]
    [InlineData(new[] { 5, 5 })]
    [InlineData(new[] { 7, 7 })]
    [InlineData(new[] { 5, 7, 3 })]
    public void Walk_TurnsThatCancel_GiveTheOriginal(int[] turns)
    {
        int[] pixels = [.. Enumerable.Range(0, Width * Height)];
        var (turned, width) = (pixels, Width);

        foreach (int turn in turns)
            (turned, width) = Apply(new Orientation(turn), turned, width);

        Assert.Equal(Width, width);
        Assert.Equal(pixels, turned);
    }

    [Fact]
    public void Walk_QuarterTurn_MovesTheTopLeftToTheTopRight()
    {
        var (turned, width) = Apply(new Orientation(6), [.. Enumerable.Range(0, Width * Height)], Width);

        Assert.Equal(0, turned[width - 1]);
    }

    [Fact]
    public void Load_PhotosTurnedByExif_Agree()
    {
        // Separately compressed copies of one photo, each with its own number drawn on it.
        const double LowestCorrelation = 0.98;
        var tensors = Enumerable
            .Range(1, 8)
            .Select(i =>
                TestImages.Load(File.ReadAllBytes(SharedFiles.Path("data", "nasty", "sharp", $"Landscape_{i}.jpg")))
            )
            .ToArray();

        Assert.All(tensors, tensor => Assert.InRange(Correlation(tensors[1], tensor), LowestCorrelation, 1.001));
    }

    private static (int[] Pixels, int Width) Apply(Orientation orientation, int[] stored, int width)
    {
        int height = stored.Length / width;
        var (uprightWidth, uprightHeight) = orientation.SwapsSides ? (height, width) : (width, height);
        var (origin, stepX, stepY) = orientation.Walk(uprightWidth, uprightHeight);
        int[] upright = new int[stored.Length];
        for (int i = 0; i < stored.Length; i++)
            upright[origin + i % width * stepX + i / width * stepY] = stored[i];
        return (upright, uprightWidth);
    }

    private static double Correlation(float[] a, float[] b)
    {
        double meanA = a.Average(),
            meanB = b.Average();
        double products = a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum();
        return products / Math.Sqrt(a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(y => (y - meanB) * (y - meanB)));
    }
}
