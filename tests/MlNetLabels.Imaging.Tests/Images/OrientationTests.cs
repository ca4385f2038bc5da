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

    private const string AnAttribute = "tiff:Orientation=\"6\"/>",
        AnElement = "><tiff:Orientation>6</tiff:Orientation>";

    [Theory]
    [InlineData(AnAttribute, "false")]
    [InlineData(AnElement, "false")]
    [InlineData(AnAttribute, "true")]
    [InlineData(AnElement, "true")]
    public void Load_OrientationInXmpAlone_Counts(string statement, string progressive)
    {
        byte[] jpeg = Jpeg(progressive);

        Assert.Equal(
            TestImages.Load(TestImages.WithOrientation(jpeg, 6)),
            TestImages.Load(TestImages.WithXmpOrientation(jpeg, statement))
        );
    }

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public void Load_OrientationInBoth_IsExifs(string progressive)
    {
        byte[] jpeg = Jpeg(progressive),
            turned = TestImages.WithOrientation(jpeg, 3);

        Assert.Equal(TestImages.Load(turned), TestImages.Load(TestImages.WithXmpOrientation(turned, AnAttribute)));
        Assert.Equal(
            TestImages.Load(turned),
            TestImages.Load(TestImages.WithOrientation(TestImages.WithXmpOrientation(jpeg, AnAttribute), 3))
        );
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("tiff:Orientation", 0)]
    [InlineData("tiff:Orientation=\"9\"", 0)]
    [InlineData("tiff:Orientation=\"12\"", 0)]
    [InlineData("tiff:Orientation='8'", 8)]
    [InlineData("tiff:Orientation = \"0\" tiff:Orientation=\"5\"", 5)]
    public void Find_Text_GivesWhatItStates(string xmp, int expected) =>
        Assert.Equal(expected, XmpOrientation.Find(System.Text.Encoding.UTF8.GetBytes(xmp)));

    private static byte[] Jpeg(string progressive) =>
        TestImages.Encode(
            TestImages.Scene(60, 40),
            60,
            40,
            "jpegsave_buffer",
            null,
            ("interlace", progressive),
            ("keep", "none")
        );

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
