using MlNetLabels.Images;
using MlNetLabels.Testing;

namespace MlNetLabels.Imaging.Tests.Images;

/// <summary>
/// What each damaged, absurd or hostile file gets: it is read, or refused with this reason. Alone in the process, since
/// its memory is watched.
/// </summary>
[CollectionDefinition(nameof(NastyBytesTests), DisableParallelization = true)]
[Collection(nameof(NastyBytesTests))]
public sealed class NastyBytesTests
{
    // 500 MB are wanted for a process; the program without an image takes about 100.
    private const long MostBytes = 400_000_000;
    private const string Read = "read",
        TooLarge = "above the limit of 100 million; make it smaller (in code: ImageOptions.MaxPixels)",
        TooMuch = "above the limit of 350 MiB (ImageOptions.MaxMemory)";

    private static readonly Dictionary<string, (Func<byte[]> Make, string Expected)> Made = new()
    {
        ["PNG 65536 x 65536"] = (() => NastyBytes.PngClaiming(65536, 65536), TooLarge),
        ["PNG of most pixels"] = (() => NastyBytes.PngClaiming(int.MaxValue, int.MaxValue), "damaged PNG"),
        ["PNG 1 x 2000000"] = (() => NastyBytes.PngClaiming(1, 2_000_000), "above the limit of 1000000 pixels a side"),
        ["PNG 0 x 1"] = (() => NastyBytes.PngClaiming(0, 1), "damaged PNG"),
        ["PNG interlaced 10000 x 10000 of 16 bits"] = (() => NastyBytes.InterlacedPngClaiming(10_000, 10_000), TooMuch),
        ["PNG 1000000 x 100"] = (() => NastyBytes.PngClaiming(1_000_000, 100), TooMuch),
        ["JPEG 65500 x 65500"] = (() => NastyBytes.JpegClaiming(65_500, 65_500), TooLarge),
        ["JPEG progressive 9900 x 9900"] = (() => NastyBytes.JpegClaiming(9900, 9900, progressive: true), TooMuch),
        ["GIF that states 65535 x 65535 around a small frame"] = (() => NastyBytes.GifClaiming(65_535, 65_535), Read),
        ["WebP 7000 x 7000"] = (() => NastyBytes.WebPClaiming(7000, 7000), TooMuch),
        ["TIFF 60000 x 60000"] = (
            () => NastyBytes.TiffWith(NastyBytes.TiffWith(NastyBytes.Tiff(), 256, 60_000), 257, 60_000),
            TooLarge
        ),
        ["AVIF 60000 x 60000"] = (() => NastyBytes.AvifClaiming(60_000, 60_000), TooLarge),
        ["AVIF 6000 x 6000"] = (() => NastyBytes.AvifClaiming(6000, 6000), TooMuch),
        ["AVIF of another size than it states"] = (() => NastyBytes.AvifClaiming(3000, 3000), "damaged AVIF"),
        ["AVIF of nine frames"] = (NastyBytes.AvifOfManyFrames, "9 frames in one picture, above the limit of 8"),
        ["AVIF of 40 MB"] = (
            () => [.. NastyBytes.AvifClaiming(64, 48), .. new byte[40_000_000]],
            "AVIF of 38 MiB, above the limit of 32"
        ),
        ["JPEG of 33 MB of arithmetic codes"] = (NastyBytes.ArithmeticJpeg, "arithmetic codes, above the limit of 32"),
        ["JPEG of a thousand scans"] = (NastyBytes.JpegOfManyScans, "1010 scans, above the limit of 50"),
        ["PNG with text of 200 MB"] = (() => NastyBytes.PngWithBomb("zTXt", 200), Read),
        ["PNG with a profile of 200 MB"] = (() => NastyBytes.PngWithBomb("iCCP", 200), Read),
        ["TIFF without width"] = (() => NastyBytes.TiffWith(NastyBytes.Tiff(), 256, 0), "damaged TIFF"),
        ["TIFF of most width"] = (() => NastyBytes.TiffWith(NastyBytes.Tiff(), 256, uint.MaxValue), "damaged TIFF"),
        ["TIFF of 65535 bits"] = (() => NastyBytes.TiffWith(NastyBytes.Tiff(), 258, 65_535), "damaged TIFF"),
        ["TIFF of an unknown compression"] = (
            () => NastyBytes.TiffWith(NastyBytes.Tiff(), 259, 65_535),
            "TIFF of a kind that is not read here"
        ),
        ["TIFF that starts behind its end"] = (
            () => NastyBytes.TiffWith(NastyBytes.Tiff(), 273, uint.MaxValue),
            "damaged TIFF"
        ),
        ["TIFF of 65535 samples"] = (() => NastyBytes.TiffWith(NastyBytes.Tiff(), 277, 65_535), "damaged TIFF"),
        ["TIFF of endless strips"] = (() => NastyBytes.TiffWith(NastyBytes.Tiff(), 278, uint.MaxValue), Read),
        ["TIFF of huge tiles"] = (
            () => NastyBytes.TiffWith(NastyBytes.TiledTiff(), 322, uint.MaxValue),
            "damaged TIFF"
        ),
        ["TIFF of old-style JPEG tiles"] = (
            () => NastyBytes.TiffWith(NastyBytes.TiledTiff(), 259, 6),
            "old-style JPEG tiles"
        ),
        ["TIFF of no tiles"] = (() => NastyBytes.TiffWith(NastyBytes.TiledTiff(), 323, 0), "damaged TIFF"),
    };

    // Files of shared/data/nasty that are not read; all others there are.
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["65536-uint32-limit.png"] = TooLarge,
        ["giant-image.jpg"] = "20000 x 14000 = 280 million pixels, " + TooLarge,
        ["check.svg"] = "AllowSvg",
        ["circle.svg"] = "AllowSvg",
        ["corrupt-header.jpg"] = "truncated JPEG",
        ["truncated.jpg"] = "truncated JPEG",
        ["truncated.png"] = "truncated PNG",
        ["relax.jp2"] = "JPEG 2000, a format that is not read here",
        ["xc1n0g08.png"] = "damaged PNG",
        ["xc9n2c08.png"] = "damaged PNG",
        ["xcrn0g04.png"] = "damaged PNG",
        ["xcsn0g01.png"] = "truncated PNG",
        ["xd0n2c08.png"] = "damaged PNG",
        ["xd3n2c08.png"] = "damaged PNG",
        ["xd9n2c08.png"] = "damaged PNG",
        ["xdtn0g01.png"] = "damaged PNG",
        ["xhdn0g08.png"] = "damaged PNG",
        ["xlfn0g04.png"] = "damaged PNG",
        ["xs7n0g01.png"] = "damaged PNG",
        ["xs1n0g01.png"] = "not an image",
        ["xs2n0g01.png"] = "not an image",
        ["xs4n0g01.png"] = "not an image",
        ["cache-index-without-rows.db"] = "not an image",
        ["p880.jpg"] = "881 scans, above the limit of 50",
        ["tile_deflate_trunc.tif"] = "truncated TIFF: tile 6 is not in the file",
        ["tile_raw_trunc.tif"] = "truncated TIFF: tile 5 is not in the file",
        ["rgb_f32_0_255.tif"] = "TIFF of 32-bit floating-point samples",
        ["grey_f32_0_255.tif"] = "TIFF of 32-bit floating-point samples",
        ["rgb_i16.tif"] = "TIFF of 16-bit signed samples",
        ["rgb_u32_full.tif"] = "TIFF of 32-bit unsigned samples",
    };

    public static TheoryData<string> MadeNames => [.. Made.Keys];

    [Theory]
    [MemberData(nameof(MadeNames))]
    public void Load_MadeFile_GetsWhatTheTableSays(string name)
    {
        var (make, expected) = Made[name];

        Assert.Contains(expected, Outcome(make(), out long memory), StringComparison.Ordinal);
        Assert.InRange(memory, long.MinValue, MostBytes);
    }

    [Fact]
    public void Load_SharedFiles_GetWhatTheTableSays()
    {
        var wrong = new List<string>();
        foreach (
            string path in Directory.EnumerateFiles(SharedFiles.Path("data", "nasty"), "*", SearchOption.AllDirectories)
        )
        {
            string name = Path.GetFileName(path),
                outcome = Outcome(File.ReadAllBytes(path), out long memory);
            if (
                memory > MostBytes
                || !outcome.Contains(Refused.GetValueOrDefault(name, Read), StringComparison.Ordinal)
            )
                wrong.Add($"{name}: {outcome}, {memory} bytes");
        }
        Assert.Empty(wrong);
    }

    public static TheoryData<string> Savers =>
        ["jpegsave_buffer", "pngsave_buffer", "webpsave_buffer", "gifsave_buffer", "tiffsave_buffer"];

    [Theory]
    [MemberData(nameof(Savers))]
    public void Load_CutAtEveryKilobyte_IsNeverRead(string saver)
    {
        // Noise, so that there are kilobytes enough to cut.
        byte[] pixels = new byte[90 * 80 * 3];
        new Random(1).NextBytes(pixels);
        byte[] file = TestImages.Encode(pixels, 90, 80, saver);

        for (int length = 0; length < file.Length; length += 1024)
            Assert.NotEqual(Read, Outcome(file[..length], out _));
    }

    [Theory]
    [MemberData(nameof(Savers))]
    public void Load_FlippedBits_IsReadOrRefusedButNothingElse(string saver)
    {
        byte[] file = TestImages.Encode(TestImages.Scene(90, 80), 90, 80, saver);
        var random = new Random(2);

        for (int i = 0; i < 200; i++)
        {
            byte[] damaged = [.. file];
            for (int flips = random.Next(1, 8); flips > 0; flips--)
                damaged[random.Next(file.Length)] ^= (byte)(1 << random.Next(8));
            Assert.NotEmpty(Outcome(damaged, out _));
        }
    }

    /// <summary>
    /// What came of it, and the most memory beyond what the process had, less than 0 where it gave some back; 0 where
    /// the system does not tell.
    /// </summary>
    private static string Outcome(byte[] file, out long memory)
    {
        long before = Environment.WorkingSet;
        if (OperatingSystem.IsLinux())
            File.WriteAllText("/proc/self/clear_refs", "5");
        string outcome = Read;
        try
        {
            TestImages.Load(file);
        }
        catch (ImageException e)
        {
            outcome = e.Reason;
        }
        memory = OperatingSystem.IsLinux()
            ? 1024
                * long.Parse(
                    File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal))[
                        6..^2
                    ],
                    System.Globalization.CultureInfo.InvariantCulture
                )
                - before
            : 0;
        return outcome;
    }
}
