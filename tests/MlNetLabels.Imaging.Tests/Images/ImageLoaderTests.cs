using MlNetLabels.Images;
using MlNetLabels.Testing;

namespace MlNetLabels.Imaging.Tests.Images;

public sealed class ImageLoaderTests
{
    // Sums of at most a few hundred float32 products whose weights sum to one.
    private const float Rounding = 2e-5f;

    // A quality-100 JPEG is within two levels of its source, and a turned one is coded in other blocks.
    private const float JpegLoss = 4 / 255f;

    // CMYK cannot show every sRGB colour; the scene's are soft.
    private const float GamutLoss = 0.12f;

    [Theory]
    [InlineData("pngsave_buffer", 7, 5)]
    [InlineData("pngsave_buffer", 300, 200)]
    [InlineData("pngsave_buffer", 1, 60000)]
    [InlineData("pngsave_buffer", 30000, 1)]
    [InlineData("tiffsave_buffer", 100, 90)]
    [InlineData("gifsave_buffer", 100, 90)]
    [InlineData("jpegsave_buffer", 1000, 1200)]
    public void Load_ConstantImage_StaysConstant(string saver, int width, int height)
    {
        byte[] grey = TestImages.Constant(width, height, 128, 128, 128);

        float[] tensor = TestImages.Load(TestImages.Encode(grey, width, height, saver));

        Assert.All(tensor, value => Assert.Equal(128 / 255f, value, Rounding));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_BlueFirst_SwapsThePlanesOfRedAndBlue(bool isJpeg)
    {
        byte[] pixels = TestImages.Scene(50, 40),
            file = isJpeg ? TestImages.Jpeg(pixels, 50, 40) : TestImages.Png(pixels, 50, 40);
        float[] rgb = TestImages.Load(file, TestImages.Squeeze);
        int plane = TestImages.Side * TestImages.Side;

        float[] bgr = TestImages.Load(file, TestImages.Squeeze with { Channels = ChannelOrder.Bgr });

        // Mean and deviation stay with their colours.
        Assert.Equal([.. rgb[(2 * plane)..], .. rgb[plane..(2 * plane)], .. rgb[..plane]], bgr);
    }

    [Fact]
    public void Load_Normalises_ChannelByChannel()
    {
        float[] tensor = TestImages.Load(
            TestImages.Png(TestImages.Constant(9, 9, 255, 0, 51), 9, 9),
            TestImages.Squeeze
        );

        int plane = TestImages.Side * TestImages.Side;
        Assert.Equal((1 - 0.5f) / 0.2f, tensor[0], Rounding);
        Assert.Equal((0 - 0.4f) / 0.25f, tensor[plane], Rounding);
        Assert.Equal((0.2f - 0.3f) / 0.5f, tensor[2 * plane + plane - 1], Rounding);
    }

    [Theory]
    [InlineData(320, 200)]
    [InlineData(40, 50)]
    [InlineData(20, 10)]
    public void Load_Scene_KeepsItsMean(int width, int height)
    {
        // Border pixels count a little less when an image is resized by a factor that is not whole.
        const double MeanShift = 0.01;
        byte[] pixels = TestImages.Scene(width, height);

        float[] tensor = TestImages.Load(TestImages.Png(pixels, width, height));

        Assert.Equal(pixels.Average(p => p / 255.0), tensor.Average(), MeanShift);
    }

    [Theory]
    [
        InlineData(1),
        InlineData(2),
        InlineData(3),
        InlineData(4),
        InlineData(5),
        InlineData(6),
        InlineData(7),
        InlineData(8),
        InlineData(9)
    ]
    public void Load_EveryExifOrientation_GivesTheUprightImage(byte orientation)
    {
        const int Width = 90,
            Height = 61;
        byte[] upright = TestImages.Scene(Width, Height);
        var (pixels, width, height) = TestImages.Store(upright, Width, Height, orientation == 9 ? 1 : orientation);
        byte[] file = TestImages.WithOrientation(TestImages.Jpeg(pixels, width, height), orientation);

        foreach (
            var target in (Preprocessing[])
                [TestImages.Plain, TestImages.Plain with { Resize = ResizeMode.CropCentre, CropFraction = 0.8 }]
        )
            Assert.True(
                TestImages.MostDifferent(
                    TestImages.Load(TestImages.Png(upright, Width, Height), target),
                    TestImages.Load(file, target)
                ) < JpegLoss
            );
    }

    [Fact]
    public void Load_LosslessReencodings_GiveTheSameBits()
    {
        byte[] pixels = TestImages.Scene(130, 70);
        float[] png = TestImages.Load(TestImages.Png(pixels, 130, 70));

        Assert.Equal(png, TestImages.Load(TestImages.Encode(pixels, 130, 70, "tiffsave_buffer")));
        Assert.Equal(
            png,
            TestImages.Load(TestImages.Encode(pixels, 130, 70, "webpsave_buffer", null, ("lossless", "true")))
        );
        Assert.Equal(
            png,
            TestImages.Load(TestImages.Encode(pixels, 130, 70, "pngsave_buffer", null, ("interlace", "true")))
        );
        Assert.Equal(png, TestImages.Load(TestImages.Encode(pixels, 130, 70, "pngsave_buffer", "rgb16")));
    }

    [Fact]
    public void Load_TransparentColours_LieOverWhite()
    {
        byte[] pixels = TestImages.Constant(20, 20, 255, 0, 0, 0);

        Assert.All(TestImages.Load(TestImages.Png(pixels, 20, 20)), value => Assert.Equal(1, value, Rounding));
    }

    [Fact]
    public void Load_HalfTransparentBlack_IsGrey()
    {
        byte[] pixels = TestImages.Constant(20, 20, 0, 0, 0, 51);

        Assert.All(TestImages.Load(TestImages.Png(pixels, 20, 20)), value => Assert.Equal(204 / 255f, value, Rounding));
    }

    [Fact]
    public void Load_GreyWithAlpha_IsGreyOverWhite()
    {
        byte[] pixels = TestImages.Constant(20, 20, 0, 51);

        Assert.All(TestImages.Load(TestImages.Png(pixels, 20, 20)), value => Assert.Equal(204 / 255f, value, Rounding));
    }

    [Fact]
    public void Load_GreyImage_EqualsTheSameInColour()
    {
        byte[] grey = TestImages.Scene(50, 40, bands: 1);
        byte[] colour = [.. grey.SelectMany(g => (byte[])[g, g, g])];

        Assert.True(
            TestImages.MostDifferent(
                TestImages.Load(TestImages.Png(grey, 50, 40)),
                TestImages.Load(TestImages.Png(colour, 50, 40))
            ) < Rounding
        );
    }

    [Fact]
    public void Load_Palette_IsCloseToTheFullColours()
    {
        // At most 256 colours stand for the scene's, one per pixel may be off by a few levels.
        const float PaletteLoss = 0.06f;
        byte[] pixels = TestImages.Scene(60, 60);
        byte[] palette = TestImages.Encode(
            pixels,
            60,
            60,
            "pngsave_buffer",
            null,
            ("palette", "true"),
            ("dither", "0")
        );

        Assert.True(
            TestImages.MostDifferent(TestImages.Load(TestImages.Png(pixels, 60, 60)), TestImages.Load(palette))
                < PaletteLoss
        );
    }

    [Fact]
    public void Load_Cmyk_IsCloseToTheRgbColours()
    {
        byte[] pixels = TestImages.Scene(60, 60);
        byte[] cmyk = TestImages.Encode(pixels, 60, 60, "jpegsave_buffer", "cmyk", ("Q", "100"));

        Assert.True(
            TestImages.MostDifferent(TestImages.Load(TestImages.Png(pixels, 60, 60)), TestImages.Load(cmyk)) < GamutLoss
        );
    }

    [Fact]
    public void Load_LargeJpeg_ShrunkOnLoad_LooksTheSame()
    {
        byte[] pixels = TestImages.Scene(640, 480);

        Assert.True(
            TestImages.MostDifferent(
                TestImages.Load(TestImages.Png(pixels, 640, 480)),
                TestImages.Load(TestImages.Jpeg(pixels, 640, 480))
            ) < JpegLoss
        );
    }

    [Fact]
    public void Load_CropCentre_KeepsTheMiddle()
    {
        // Left and right thirds black, the middle white: only the middle is kept of a 3:1 image.
        byte[] pixels =
        [
            .. Enumerable
                .Range(0, 96 * 32)
                .SelectMany(i => Enumerable.Repeat((byte)(i % 96 is >= 32 and < 64 ? 255 : 0), 3)),
        ];

        float[] tensor = TestImages.Load(
            TestImages.Png(pixels, 96, 32),
            TestImages.Plain with
            {
                Resize = ResizeMode.CropCentre,
            }
        );

        Assert.All(tensor, value => Assert.Equal(1, value, Rounding));
    }

    [Fact]
    public void Load_PathStreamAndBytes_GiveTheSameBits()
    {
        using var folder = new TemporaryFolder();
        byte[] file = TestImages.Png(TestImages.Scene(33, 44), 33, 44);
        string path = folder.Write("rosé 花 ☂.png", file);
        float[] fromPath = new float[TestImages.Plain.TensorLength],
            fromStream = new float[fromPath.Length];

        ImageLoader.Load(path, TestImages.Plain, ImageOptions.Default, fromPath);
        using (var stream = new MemoryStream(file))
            ImageLoader.Load(stream, TestImages.Plain, ImageOptions.Default, fromStream);

        Assert.Equal(TestImages.Load(file), fromPath);
        Assert.Equal(fromPath, fromStream);
    }

    [Fact]
    public void Load_TensorOfAnotherLength_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            ImageLoader.Load([], TestImages.Plain, ImageOptions.Default, new float[5])
        );

    [Fact]
    public void Options_Defaults_AreSafe()
    {
        Assert.Equal(100_000_000, ImageOptions.Default.MaxPixels);
        Assert.Equal(128 << 20, ImageOptions.Default.MaxBytes);
        Assert.Equal(350 << 20, ImageOptions.Default.MaxMemory);
        Assert.False(ImageOptions.Default.AllowSvg);
    }

    [Theory]
    [InlineData("10")]
    [InlineData("12")]
    public void Load_AvifOfMoreBits_IsScaledByThem(string bits)
    {
        // Two lossy encodings of one picture; bits taken for another range would darken it to a sixteenth.
        const float MostApart = 0.1f;
        byte[] pixels = TestImages.Scene(96, 80);
        (string, string)[] arguments = [("compression", "av1"), ("effort", "0"), ("Q", "90")];

        Assert.InRange(
            TestImages.MostDifferent(
                TestImages.Load(TestImages.Png(pixels, 96, 80)),
                TestImages.Load(
                    TestImages.Encode(pixels, 96, 80, "heifsave_buffer", "rgb16", [.. arguments, ("bitdepth", bits)])
                )
            ),
            0,
            MostApart
        );
    }

    [Fact]
    public void Load_AvifUnderAGeneralBrand_IsReadAsSuch()
    {
        byte[] avif = PictureKinds.All["AVIF"],
            general = [.. avif];
        "mif1"u8.CopyTo(general.AsSpan(8));

        Assert.Equal(TestImages.Load(avif), TestImages.Load(general));
    }
}
