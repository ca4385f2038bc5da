using MlNetLabels.Testing;
using MlNetLabels.Vision.Images;

namespace MlNetLabels.Vision.Tests.Images;

/// <summary>What each damaged, absurd or hostile file gets: it is read, or refused with this reason.</summary>
public sealed class NastyBytesTests
{
    private const string Read = "read";

    public static TheoryData<string, byte[], string> Files => new()
    {
        { "PNG 65536 x 65536", NastyBytes.PngClaiming(65536, 65536), "million pixels, above the limit of 100 million (ImageOptions.MaxPixels)" },
    };

    [Fact]
    public void Load_Dump()
    {
        var all = new List<string>();
        void Try(string name, Func<byte[]> make)
        {
            string outcome;
            try { outcome = Outcome(make()); } catch (Exception e) { outcome = "!!! " + e.Message; }
            all.Add($"{name} => {outcome}");
        }
        Try("png claim", () => NastyBytes.PngClaiming(65536, 65536));
        Try("png claim2", () => NastyBytes.PngClaiming(0x7FFFFFFF, 0x7FFFFFFF));
        Try("png claim3", () => NastyBytes.PngClaiming(1, 2000000));
        Try("png claim0", () => NastyBytes.PngClaiming(0, 1));
        Try("jpeg claim", () => NastyBytes.JpegClaiming(65500, 65500));
        Try("gif claim", () => NastyBytes.GifClaiming(65535, 65535));
        Try("webp claim", () => NastyBytes.WebPClaiming(16384, 16384));
        Try("tiff claim", () => NastyBytes.TiffWith(NastyBytes.TiffWith(NastyBytes.Tiff(), 256, 60000), 257, 60000));
        Try("avif claim", () => NastyBytes.AvifClaiming(60000, 60000));
        Try("avif claim small", () => NastyBytes.AvifClaiming(3000, 3000));
        Try("scans", NastyBytes.JpegOfManyScans);
        foreach (string type in (string[])["zTXt", "iCCP", "iTXt"]) Try(type, () => NastyBytes.PngWithBomb(type, 200));
        foreach (ushort tag in (ushort[])[256, 257, 258, 259, 262, 273, 277, 278, 279, 284])
            foreach (uint value in (uint[])[0, 1, 65535, uint.MaxValue]) Try($"tiff {tag} {value}", () => NastyBytes.TiffWith(NastyBytes.Tiff(), tag, value));
        foreach (ushort tag in (ushort[])[322, 323, 324, 325])
            foreach (uint value in (uint[])[0, 1, 16, 8192, 65536, uint.MaxValue]) Try($"tiled {tag} {value}", () => NastyBytes.TiffWith(NastyBytes.Tiff(("tile", "true"), ("tile-width", "32"), ("tile-height", "32")), tag, value));
        foreach (string path in Directory.EnumerateFiles(SharedFiles.Path("data", "nasty"), "*", SearchOption.AllDirectories).Order())
            if (!path.Contains("pngsuite") || Path.GetFileName(path)[0] == 'x') Try(Path.GetFileName(path), () => File.ReadAllBytes(path));
        all.Add("LOG " + string.Join(" | ", MlNetLabels.Vision.Images.Libvips.VipsLog.Recent));
        File.WriteAllLines("/tmp/nasty-dump.txt", all);
    }

    private static string Outcome(byte[] file)
    {
        try
        {
            TestImages.Load(file);
            return Read;
        }
        catch (ImageException e)
        {
            return e.Reason;
        }
    }
}
