using System.Runtime.Intrinsics;
using MlNetLabels.Images;
using MlNetLabels.Images.Libvips;

namespace MlNetLabels.Imaging.Tests.Images;

/// <summary>
/// The fast resize against the definition of an anti-aliased bilinear one in double precision, both axes at once.
/// </summary>
public sealed class ResamplerTests
{
    // Levels of 255: float32 against double over at most some hundred products.
    private const double Rounding = 1e-3;

    private static DecodeClock Unhurried => new(Timeout.InfiniteTimeSpan, CancellationToken.None);

    [Theory]
    [InlineData(31, 17, 31, 17, 3)]
    [InlineData(100, 70, 32, 32, 3)]
    [InlineData(100, 70, 32, 32, 1)]
    [InlineData(33, 64, 16, 16, 3)]
    [InlineData(5, 3, 16, 16, 3)]
    [InlineData(7, 200, 16, 16, 1)]
    [InlineData(1, 1, 9, 9, 3)]
    [InlineData(300, 2, 7, 5, 3)]
    public void Run_AnySize_EqualsTheDefinition(int width, int height, int newWidth, int newHeight, int bands)
    {
        byte[] pixels = new byte[width * height * bands];
        new Random(1).NextBytes(pixels);
        var target = new Collect(newWidth, newHeight);
        VipsLibrary.EnsureReady();
        using var image = VipsImages.FromBytes(pixels, width, height, bands);

        Resampler.Run(image, new ImageLayout(newWidth, newHeight, 0, 0, newWidth, newHeight), ref target, Unhurried);

        for (int y = 0; y < newHeight; y++)
        for (int x = 0; x < newWidth; x++)
        for (int c = 0; c < 3; c++)
            Assert.Equal(
                Expected(pixels, width, height, bands, c % bands, newWidth, newHeight, x, y),
                target.Colours[y * newWidth + x][c],
                Rounding
            );
    }

    [Fact]
    public void Run_Cut_EqualsThatPartOfTheWhole()
    {
        byte[] pixels = TestImages.Scene(90, 80);
        VipsLibrary.EnsureReady();
        using var image = VipsImages.FromBytes(pixels, 90, 80, 3);
        Collect whole = new(40, 30),
            cut = new(11, 13);

        Resampler.Run(image, new ImageLayout(40, 30, 0, 0, 40, 30), ref whole, Unhurried);
        Resampler.Run(image, new ImageLayout(40, 30, 20, 10, 11, 13), ref cut, Unhurried);

        for (int y = 0; y < 13; y++)
        for (int x = 0; x < 11; x++)
        for (int c = 0; c < 3; c++)
            Assert.Equal(whole.Colours[(y + 10) * 40 + x + 20][c], cut.Colours[y * 11 + x][c]);
    }

    private static double Expected(
        byte[] pixels,
        int width,
        int height,
        int bands,
        int band,
        int newWidth,
        int newHeight,
        int x,
        int y
    )
    {
        double sum = 0,
            total = 0;
        for (int v = 0; v < height; v++)
        for (int u = 0; u < width; u++)
        {
            double weight = Triangle(u, x, width, newWidth) * Triangle(v, y, height, newHeight);
            sum += weight * pixels[(v * width + u) * bands + band];
            total += weight;
        }
        return sum / total;
    }

    private static double Triangle(int input, int output, int inputs, int outputs)
    {
        double scale = (double)inputs / outputs;
        return Math.Max(0, 1 - Math.Abs(input + 0.5 - (output + 0.5) * scale) / Math.Max(1, scale));
    }

    private sealed class Collect(int width, int height) : IPixelTarget
    {
        public Vector128<float>[] Colours { get; } = new Vector128<float>[width * height];

        public ImageLayout Layout(int imageWidth, int imageHeight) => throw new NotSupportedException();

        public void Begin(ImageLayout upright, Orientation orientation) => throw new NotSupportedException();

        public void Write(int x, int y, Vector128<float> colour) => Colours[y * width + x] = colour;

        public void WriteRow(int y, ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue)
        {
            for (int x = 0; x < red.Length; x++)
                Write(x, y, Vector128.Create(red[x], green[x], blue[x], 0));
        }
    }
}
