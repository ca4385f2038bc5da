using MlNetLabels.Images;

namespace MlNetLabels.Imaging.Tests.Images;

/// <summary>BMP, PNM, QOI and ICO give the bits that the same pixels give as PNG, and no damage passes unseen.</summary>
public sealed class PlainImagesTests
{
    // Odd, so that rows are filled up.
    private const int Width = 37,
        Height = 29;

    private static readonly byte[] s_scene = TestImages.Scene(Width, Height);
    private static readonly byte[] s_grey = TestImages.Scene(Width, Height, 1);
    private static readonly byte[] s_alpha = [.. Enumerable.Range(0, Width * Height).Select(i => (byte)(i * 7 % 256))];

    private static float[] Png(byte[] rgb) => TestImages.Load(TestImages.Png(rgb, Width, Height));

    private static byte[] OverWhite =>
        [.. s_scene.Select((x, i) => (byte)Math.Round((x * s_alpha[i / 3] + 255.0 * (255 - s_alpha[i / 3])) / 255))];

    private static byte[] Rgba => [.. s_scene.Chunk(3).SelectMany((p, i) => (byte[])[.. p, s_alpha[i]])];

    [Theory]
    [InlineData(24, false)]
    [InlineData(24, true)]
    [InlineData(32, false)]
    public void Load_Bmp_GivesTheBitsOfItsPixels(int bits, bool topDown) =>
        Assert.Equal(Png(s_scene), TestImages.Load(PlainFiles.Bmp(s_scene, Width, Height, bits, topDown: topDown)));

    [Fact]
    public void Load_BmpOf16Bits_GivesTheBitsOfItsPixels()
    {
        byte[] fiveBits = [.. s_scene.Select(x => (byte)Math.Round((x >> 3) * 255 / 31.0))];

        Assert.Equal(Png(fiveBits), TestImages.Load(PlainFiles.Bmp(s_scene, Width, Height, 16)));
    }

    [Fact]
    public void Load_BmpWithAlpha_IsOverWhite() =>
        Assert.Equal(Png(OverWhite), TestImages.Load(PlainFiles.Bmp(s_scene, Width, Height, 32, s_alpha)));

    [Fact]
    public void Load_BmpWhoseAlphaWasNeverWritten_IsOpaque() =>
        Assert.Equal(
            Png(s_scene),
            TestImages.Load(PlainFiles.Bmp(s_scene, Width, Height, 32, new byte[Width * Height]))
        );

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(8, false)]
    [InlineData(4, true)]
    [InlineData(8, true)]
    public void Load_BmpOfPalette_GivesTheBitsOfItsPixels(int bits, bool runs)
    {
        int colours = Math.Min(1 << bits, 200);
        byte[] palette = [.. Enumerable.Range(0, 3 * colours).Select(i => (byte)(i * 83 % 256))],
            indexes =
            [.. Enumerable.Range(0, Width * Height).Select(i => (byte)(i % Width < 9 ? 1 : i * i / 7 % colours))];
        byte[] rgb = [.. indexes.SelectMany(i => palette[(3 * i)..(3 * i + 3)])];

        Assert.Equal(Png(rgb), TestImages.Load(PlainFiles.BmpOfPalette(indexes, palette, Width, Height, bits, runs)));
    }

    [Theory]
    [InlineData(2, 255)]
    [InlineData(5, 255)]
    [InlineData(5, 4095)]
    [InlineData(5, 65535)]
    [InlineData(2, 1023)]
    public void Load_Pgm_GivesTheBitsOfItsPixels(int kind, int white)
    {
        byte[] rgb = [.. s_grey.SelectMany(x => (byte[])[x, x, x])];

        Assert.Equal(Png(rgb), TestImages.Load(PlainFiles.Pnm(kind, s_grey, Width, Height, white)));
    }

    [Theory]
    [InlineData(3, 255)]
    [InlineData(6, 255)]
    [InlineData(6, 65535)]
    public void Load_Ppm_GivesTheBitsOfItsPixels(int kind, int white) =>
        Assert.Equal(Png(s_scene), TestImages.Load(PlainFiles.Pnm(kind, s_scene, Width, Height, white)));

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Load_Pbm_IsBlackAndWhite(int kind)
    {
        byte[] rgb = [.. s_grey.SelectMany(x => Enumerable.Repeat(x < 128 ? (byte)0 : (byte)255, 3))];

        Assert.Equal(Png(rgb), TestImages.Load(PlainFiles.Pnm(kind, s_grey, Width, Height)));
    }

    [Fact]
    public void Load_Qoi_GivesTheBitsOfItsPixels()
    {
        byte[] opaque = [.. s_scene.Chunk(3).SelectMany(p => (byte[])[.. p, 255])],
            flat = [.. Enumerable.Range(0, 4 * Width * Height).Select(i => (byte)(i % 4 == 3 ? 255 : i / 2000 * 60))];
        byte[] flatRgb = [.. flat.Chunk(4).SelectMany(p => p[..3])];

        Assert.Equal(Png(s_scene), TestImages.Load(PlainFiles.Qoi(opaque, Width, Height)));
        Assert.Equal(Png(flatRgb), TestImages.Load(PlainFiles.Qoi(flat, Width, Height)));
        Assert.Equal(Png(OverWhite), TestImages.Load(PlainFiles.Qoi(Rgba, Width, Height)));
    }

    [Fact]
    public void Load_Ico_GivesItsLargestPicture()
    {
        byte[] small = TestImages.Png(TestImages.Constant(16, 16, 9, 9, 9), 16, 16),
            large = TestImages.Png(s_scene, Width, Height),
            bmp = PlainFiles.InIco(PlainFiles.Bmp(s_scene, Width, Height, 32, s_alpha), new byte[8 * Height]);

        Assert.Equal(Png(s_scene), TestImages.Load(PlainFiles.Ico((16, small), (48, large), (32, small))));
        Assert.Equal(Png(OverWhite), TestImages.Load(PlainFiles.Ico((16, small), (48, bmp))));
    }

    [Fact]
    public void Load_IcoWithAMask_IsWhiteWhereItIsSet()
    {
        // The lower half by rows from the bottom.
        byte[] mask = [.. Enumerable.Range(0, 8 * Height).Select(i => (byte)(i / 8 < Height / 2 ? 255 : 0))];
        byte[] rgb = [.. s_scene.Select((x, i) => i / 3 / Width >= Height - Height / 2 ? (byte)255 : x)];

        Assert.Equal(
            Png(rgb),
            TestImages.Load(PlainFiles.Ico((37, PlainFiles.InIco(PlainFiles.Bmp(s_scene, Width, Height), mask))))
        );
    }

    public static TheoryData<string, byte[]> Files =>
        new()
        {
            { "BMP", PlainFiles.Bmp(s_scene, Width, Height) },
            { "BMP", PlainFiles.BmpOfPalette(s_alpha, new byte[768], Width, Height, 8, runs: true) },
            { "PNM", PlainFiles.Pnm(6, s_scene, Width, Height) },
            { "PNM", PlainFiles.Pnm(3, s_scene, Width, Height) },
            { "QOI", PlainFiles.Qoi(Rgba, Width, Height) },
            {
                "ICO",
                PlainFiles.Ico((37, PlainFiles.InIco(PlainFiles.Bmp(s_scene, Width, Height), new byte[8 * Height])))
            },
        };

    [Theory]
    [MemberData(nameof(Files))]
    public void Load_CutAnywhere_IsRefused(string name, byte[] file)
    {
        TestImages.Load(file);
        // The last number of a text, cut short, is a number, too.
        int last = name == "PNM" ? 5 : 2;
        for (int length = 4; length <= file.Length - last; length += 1 + length / 20)
            Assert.Throws<ImageException>(() => TestImages.Load(file[..length]));
        Assert.Throws<ImageException>(() => TestImages.Load(file[..^last]));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Load_AnyByteChanged_IsReadOrRefusedAndNeverThrowsElse(string name, byte[] file)
    {
        var random = new Random(name.Length);
        for (int i = 0; i < 3000; i++)
        {
            byte[] damaged = [.. file];
            // Headers first.
            for (int k = 0; k < 1 + i % 3; k++)
                damaged[random.Next(i % 2 == 0 ? 80 : file.Length)] = (byte)(i % 5 == 0 ? 255 : random.Next(256));
            try
            {
                TestImages.Load(damaged);
            }
            catch (ImageException)
            {
                // As it should.
            }
        }
    }

    [Theory]
    [InlineData("BM", 18, 4, 60_000, "above the limit")]
    [InlineData("qoif", 4, 4, 60_000, "above the limit")]
    public void Load_HeaderThatClaimsTooMuch_IsRefusedByIt(string magic, int at, int size, int claim, string reason)
    {
        byte[] file = magic == "BM" ? PlainFiles.Bmp(s_scene, Width, Height) : PlainFiles.Qoi(Rgba, Width, Height);
        foreach (int place in (int[])[at, at + size])
            for (int i = 0; i < size; i++)
                file[place + i] = (byte)(claim >> 8 * (magic == "BM" ? i : size - 1 - i));

        Assert.Contains(
            reason,
            Assert.Throws<ImageException>(() => TestImages.Load(file)).Reason,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("HEIC", "\0\0\0\u0018ftypheic\0\0\0\0mif1heic")]
    [InlineData("JPEG 2000", "\0\0\0\u000cjP  \r\n\u0087\n")]
    [InlineData("JPEG XL", "\0\0\0\u000cJXL \r\n\u0087\n")]
    public void Load_FormatWithoutADecoder_SaysWhatToDo(string format, string start)
    {
        string told = Assert
            .Throws<ImageException>(() => TestImages.Load(System.Text.Encoding.Latin1.GetBytes(start)))
            .Reason;

        Assert.Equal($"{format}, a format that is not read here: convert it to JPEG or PNG", told);
    }
}
