using System.Runtime.Intrinsics;
using MlNetLabels.Images;
using MlNetLabels.Images.Jpeg;
using MlNetLabels.Testing;

namespace MlNetLabels.Imaging.Tests.Images.Jpeg;

/// <summary>Our reader of ordinary JPEGs against libvips', which decodes the same bytes by libjpeg.</summary>
public sealed class JpegReaderTests
{
    // On the scale of 0 to 255. Both round a block's levels and its colours to whole ones; where a sum lies next to a
    // half, they differ by one, which a colour's factor of 1.8 makes two, and three with the lightness.
    private const float Most = 3.1f;
    private const double MostInTheMean = 0.1;

    // As large as a network wants it, so that little is made smaller while it is decoded.
    private static readonly Preprocessing Target = TestImages.Plain with { Width = 224, Height = 224 };

    [Theory]
    [InlineData(64, 48, "off")]
    [InlineData(64, 48, "on")]
    [InlineData(61, 43, "off")]
    [InlineData(61, 43, "on")]
    [InlineData(17, 15, "on")]
    [InlineData(7, 1, "on")]
    [InlineData(8, 300, "on")]
    [InlineData(300, 8, "off")]
    [InlineData(1, 1, "off")]
    public void TryRead_AnySizeAndSampling_GivesLibvipsPixels(int width, int height, string subsampling)
    {
        byte[] jpeg = Encode(Noise(width, height, 3), width, height, ("subsample-mode", subsampling));

        AssertReadAsLibvips(jpeg);
    }

    [Theory]
    [InlineData(64, 48)]
    [InlineData(33, 21)]
    [InlineData(1, 9)]
    public void TryRead_Grey_GivesLibvipsPixels(int width, int height) =>
        AssertReadAsLibvips(Encode(Noise(width, height, 1), width, height));

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void TryRead_RestartMarkers_GivesLibvipsPixels(int interval) =>
        AssertReadAsLibvips(
            Encode(Noise(90, 70, 3), 90, 70, ("restart-interval", $"{interval}"), ("subsample-mode", "on"))
        );

    [Fact]
    public void TryRead_AnyOrientation_GivesLibvipsPixels()
    {
        byte[] jpeg = Encode(TestImages.Scene(50, 40), 50, 40);

        for (byte orientation = 1; orientation <= 8; orientation++)
            AssertReadAsLibvips(TestImages.WithOrientation(jpeg, orientation));
    }

    [Theory]
    [InlineData("flowers")]
    [InlineData("aquarium")]
    [InlineData("prints")]
    public void TryRead_Photos_GiveLibvipsPixels(string set)
    {
        string[] files = Directory.GetFiles(SharedFiles.Path("data", set), "*.jpg", SearchOption.AllDirectories);
        int read = 0;
        Parallel.ForEach(
            files,
            file =>
            {
                byte[] jpeg = File.ReadAllBytes(file);
                if (Read(jpeg) is not { } ours)
                    return;
                AssertClose(TestImages.Load(LeftToLibvips(jpeg), Target), ours);
                Interlocked.Increment(ref read);
            }
        );

        // Nearly all photos are of the ordinary kind.
        Assert.InRange(read, files.Length * 9 / 10, files.Length);
    }

    [Fact]
    public void TryRead_OtherKinds_AreLeftToLibvips()
    {
        byte[] pixels = Noise(64, 48, 3);

        Assert.Null(Read(Encode(pixels, 64, 48, ("interlace", "true"))));
        Assert.Null(Read(LeftToLibvips(Encode(pixels, 64, 48))));
        // So large that libjpeg makes it smaller while it decodes.
        Assert.Null(Read(Encode(TestImages.Scene(1000, 1000), 1000, 1000)));
    }

    [Fact]
    public void TryRead_CutAnywhere_IsLeftToLibvips()
    {
        byte[] jpeg = Encode(Noise(40, 30, 3), 40, 30);

        for (int length = 4; length < jpeg.Length; length++)
            Assert.Null(Read(jpeg[..length]));
    }

    [Fact]
    public void TryRead_DamagedAnywhere_ReadsOrLeavesOrRefusesIt()
    {
        byte[] jpeg = Encode(Noise(40, 30, 3), 40, 30, ("restart-interval", "2"));
        var random = new Random(1);
        for (int i = 0; i < 5_000; i++)
        {
            byte[] damaged = [.. jpeg];
            for (int k = random.Next(4); k >= 0; k--)
                damaged[random.Next(2, damaged.Length)] = (byte)random.Next(256);

            try
            {
                if (Read(damaged) is { } read)
                    Assert.DoesNotContain(read, value => !float.IsFinite(value));
            }
            catch (ImageException e)
            {
                Assert.StartsWith("damaged JPEG: ", e.Reason, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public void Load_ZerosBeforeTheEnd_AreOfNoConcern(string progressive)
    {
        byte[] jpeg = Encode(Noise(40, 30, 3), 40, 30, ("interlace", progressive)),
            padded = [.. jpeg[..^2], 0, 0, 0, .. jpeg[^2..]];

        AssertClose(TestImages.Load(jpeg), TestImages.Load(padded));
    }

    [Fact]
    public void Load_CodesLeftOver_IsRefused()
    {
        byte[] jpeg = Encode(Noise(40, 30, 3), 40, 30),
            damaged = [.. jpeg[..^2], 1, 2, 3, 4, .. jpeg[^2..]];
        Assert.SkipUnless(Vector256.IsHardwareAccelerated, "This processor has no vectors of eight floats.");

        Assert.Equal(
            "damaged JPEG: 4 bytes left over behind the last pixel",
            Assert.Throws<ImageException>(() => TestImages.Load(damaged)).Reason
        );
    }

    [Fact]
    public void TryRead_BytesAfterTheEnd_AreOfNoConcern()
    {
        byte[] jpeg = Encode(Noise(40, 30, 3), 40, 30);

        Assert.Equal(Read(jpeg), Read([.. jpeg, 1, 2, 3]));
    }

    [Fact]
    public void Decode_MorePixelsThanAllowed_IsRefused() =>
        Assert.Throws<ImageException>(() =>
            TestImages.Load(
                Encode(TestImages.Scene(50, 40), 50, 40),
                options: ImageOptions.Default with
                {
                    MaxPixels = 1999,
                }
            )
        );

    private static void AssertReadAsLibvips(byte[] jpeg)
    {
        float[]? ours = Read(jpeg);

        Assert.NotNull(ours);
        AssertClose(TestImages.Load(LeftToLibvips(jpeg), Target), ours);
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        double[] differences = [.. expected.Zip(actual, (a, b) => 255.0 * Math.Abs(a - b))];
        Assert.InRange(differences.Max(), 0, Most);
        Assert.InRange(differences.Average(), 0, MostInTheMean);
    }

    private static float[]? Read(byte[] jpeg)
    {
        Assert.SkipUnless(Vector256.IsHardwareAccelerated, "This processor has no vectors of eight floats.");
        var tensor = new float[Target.TensorLength];
        var target = new TensorTarget(Target, tensor);
        var clock = new DecodeClock(Timeout.InfiniteTimeSpan, CancellationToken.None);
        return JpegReader.TryRead(jpeg, ImageOptions.Default, ref target, clock, CancellationToken.None)
            ? tensor
            : null;
    }

    // Two EXIF segments are none of the ordinary kind; the first one counts, so the file's own does.
    private static byte[] LeftToLibvips(byte[] jpeg) =>
        [
            .. JpegFrame.Read(jpeg) is { Orientation: > 1 and var given }
                ? TestImages.WithOrientation(jpeg, (byte)given)
                : TestImages.WithOrientation(TestImages.WithOrientation(jpeg, 1), 1),
        ];

    private static byte[] Encode(byte[] pixels, int width, int height, params (string, string)[] arguments) =>
        TestImages.Encode(
            pixels,
            width,
            height,
            "jpegsave_buffer",
            null,
            [("Q", "85"), ("keep", "none"), .. arguments]
        );

    // A scene with enough noise that all kinds of coefficients occur, and levels that reach both ends.
    private static byte[] Noise(int width, int height, int bands)
    {
        byte[] pixels = TestImages.Scene(width, height, bands);
        var random = new Random(1);
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)Math.Clamp(pixels[i] * 1.4 - 40 + 60 * random.NextDouble(), 0, 255);
        return pixels;
    }
}
