using System.Buffers.Binary;
using MlNetLabels.Images;

namespace MlNetLabels.Imaging.Tests.Images;

/// <summary>TIFFs of every photometric interpretation give the colours that their definition says, or are refused.</summary>
public sealed class TiffColoursTests
{
    private const int Width = 48,
        Height = 36;
    private const ushort Bits = 258,
        Compression = 259,
        Photometric = 262,
        Samples = 277;

    // Two levels of 255: the rounding of the file's own samples and of each conversion.
    private const float Rounding = 2.01f / 255;

    private static readonly byte[] s_scene = TestImages.Scene(Width, Height);

    private static float[] Expected => TestImages.Load(TestImages.Png(s_scene, Width, Height));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    public void Load_YCbCr_GivesItsColours(int across, int down) =>
        Assert.InRange(TestImages.MostDifferent(Expected, TestImages.Load(YCbCr(across, down, s_scene))), 0, Rounding);

    [Fact]
    public void Load_YCbCrOfStudioRange_IsStretched()
    {
        // As video has it: luma of 16 to 235, colours of 16 to 240.
        (ushort, uint[]) range = (532, [16, 1, 235, 1, 128, 1, 240, 1, 128, 1, 240, 1]);
        byte[] file = YCbCr(1, 1, s_scene, y => 16 + y * 219 / 255, c => 128 + (c - 128) * 112 / 127, range);

        Assert.InRange(TestImages.MostDifferent(Expected, TestImages.Load(file)), 0, 2 * Rounding);
    }

    [Fact]
    public void Load_LabOf16Bits_GivesItsColours() =>
        Assert.InRange(TestImages.MostDifferent(Expected, TestImages.Load(Lab(8, 16))), 0, Rounding);

    public static TheoryData<string, byte[]> Refused =>
        new()
        {
            { "CIE Lab colours of other than 16 bits", Lab(8, 8) },
            { "ICC Lab colours", Lab(9, 8) },
            { "ITU Lab colours", Lab(10, 8) },
            { "three inks", Of(5, 8) },
            { "a transparency mask", Of(4, 1) },
            { "a camera's raw mosaic", Of(32_803, 8) },
            { "LogLuv colours", Of(32_845, 16) },
            { "an unknown kind of colours (77)", Of(77, 8) },
            { "YCbCr colours of other than 8 bits", Of(6, 16) },
            { "TIFF of 12-bit unsigned samples, which are not read here: save", Of(2, 12) },
            { "TIFF of 10-bit unsigned samples, which are not read here: save", Of(1, 10) },
            { "first picture is a preview", Of(2, 8, (254, [1])) },
            { "16-bit samples of which none is above", Deep(4) },
            { "16-bit samples of which none is above", Deep(6) },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Load_ColoursThatAreNotRead_SaysWhich(string reason, byte[] file) =>
        Assert.Contains(
            reason,
            Assert.Throws<ImageException>(() => TestImages.Load(file)).Reason,
            StringComparison.Ordinal
        );

    [Fact]
    public void Load_TwelveBitsInAPngOf16_AreRefusedToo()
    {
        byte[] dark = [.. s_scene.Select(x => (byte)(x >> 4))];
        byte[] file = TestImages.Encode(dark, Width, Height, "pngsave_buffer", "rgb16");

        Assert.Contains(
            "12 bits",
            Assert.Throws<ImageException>(() => TestImages.Load(file)).Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Load_SixteenBitsThatAreBlackOrHaveOneBrightPixel_AreRead()
    {
        byte[] black = new byte[s_scene.Length],
            spot = [.. black];
        spot[^1] = 16;

        Assert.All(
            TestImages.Load(TestImages.Encode(black, Width, Height, "pngsave_buffer", "rgb16")),
            x => Assert.Equal(0, x)
        );
        Assert.True(TestImages.Load(TestImages.Encode(spot, Width, Height, "pngsave_buffer", "rgb16")).Max() > 0);
    }

    private static byte[] Of(uint photometric, uint bits, params (ushort, uint[])[] more)
    {
        uint samples = bits == 1 || photometric is 1 or 32_803 ? 1u : 3u;
        return TiffFile.OfStrip(
            new byte[Width * Height * samples * bits / 8],
            Width,
            Height,
            [
                (Bits, [.. Enumerable.Repeat(bits, (int)samples)]),
                (Compression, [1]),
                (Photometric, [photometric]),
                (Samples, [samples]),
                .. more,
            ]
        );
    }

    private static byte[] YCbCr(
        int across,
        int down,
        byte[] rgb,
        Func<double, double>? luma = null,
        Func<double, double>? colour = null,
        params (ushort, uint[])[] more
    )
    {
        luma ??= x => x;
        colour ??= x => x;
        using var strip = new MemoryStream();
        for (int top = 0; top < Height; top += down)
        for (int left = 0; left < Width; left += across)
        {
            var (cb, cr) = (0.0, 0.0);
            for (int y = top; y < top + down; y++)
            for (int x = left; x < left + across; x++)
            {
                var (r, g, b) = At(rgb, x, y);
                double level = 0.299 * r + 0.587 * g + 0.114 * b;
                strip.WriteByte(Byte(luma(level)));
                cb += (128 + (b - level) / 1.772) / (across * down);
                cr += (128 + (r - level) / 1.402) / (across * down);
            }
            strip.Write([Byte(colour(cb)), Byte(colour(cr))]);
        }
        return TiffFile.OfStrip(
            strip.ToArray(),
            Width,
            Height,
            [
                (Bits, [8, 8, 8]),
                (Compression, [1]),
                (Photometric, [6]),
                (Samples, [3]),
                (530, [(uint)across, (uint)down]),
                .. more,
            ]
        );
    }

    private static byte[] Deep(int shift)
    {
        byte[] strip = new byte[2 * s_scene.Length];
        for (int i = 0; i < s_scene.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(strip.AsSpan(2 * i), (ushort)(s_scene[i] * 257 >> shift));
        return TiffFile.OfStrip(
            strip,
            Width,
            Height,
            (Bits, [16, 16, 16]),
            (Compression, [1]),
            (Photometric, [2]),
            (Samples, [3])
        );
    }

    private static byte[] Lab(uint photometric, int bits)
    {
        using var strip = new MemoryStream();
        for (int i = 0; i < Width * Height; i++)
        {
            var (l, a, b) = ToLab(s_scene[3 * i], s_scene[3 * i + 1], s_scene[3 * i + 2]);
            if (bits == 8)
                strip.Write([Byte(l * 2.55), (byte)(sbyte)Math.Round(a), (byte)(sbyte)Math.Round(b)]);
            else
            {
                byte[] s = new byte[6];
                BinaryPrimitives.WriteUInt16LittleEndian(s, (ushort)Math.Round(l * 655.35));
                BinaryPrimitives.WriteInt16LittleEndian(s.AsSpan(2), (short)Math.Round(a * 256));
                BinaryPrimitives.WriteInt16LittleEndian(s.AsSpan(4), (short)Math.Round(b * 256));
                strip.Write(s);
            }
        }
        uint n = (uint)bits;
        return TiffFile.OfStrip(
            strip.ToArray(),
            Width,
            Height,
            (Bits, [n, n, n]),
            (Compression, [1]),
            (Photometric, [photometric]),
            (Samples, [3])
        );
    }

    // IEC 61966-2-1 and CIE 15, white D65.
    private static (double L, double A, double B) ToLab(byte r, byte g, byte b)
    {
        var (x, y, z) = (Linear(r), Linear(g), Linear(b));
        double fx = F((0.4124 * x + 0.3576 * y + 0.1805 * z) / 0.9505),
            fy = F(0.2126 * x + 0.7152 * y + 0.0722 * z),
            fz = F((0.0193 * x + 0.1192 * y + 0.9505 * z) / 1.089);
        return (116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz));

        static double Linear(byte level) =>
            level / 255.0 <= 0.04045 ? level / 255.0 / 12.92 : Math.Pow((level / 255.0 + 0.055) / 1.055, 2.4);
        static double F(double t) => t > 216.0 / 24389 ? Math.Cbrt(t) : (24389.0 / 27 * t + 16) / 116;
    }

    private static (byte R, byte G, byte B) At(byte[] rgb, int x, int y)
    {
        int i = 3 * (y * Width + x);
        return (rgb[i], rgb[i + 1], rgb[i + 2]);
    }

    private static byte Byte(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);
}
