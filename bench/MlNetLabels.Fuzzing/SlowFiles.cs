using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MlNetLabels.Testing.Imaging;

namespace MlNetLabels.Fuzzing;

/// <summary>Files that ask for as much work as the limits on pixels, memory and bytes let through, in each format.</summary>
internal static class SlowFiles
{
    /// <summary>Each kind by its name; made when asked for, since they are large.</summary>
    public static IReadOnlyDictionary<string, Func<byte[]>> All { get; } =
        new Dictionary<string, Func<byte[]>>
        {
            ["JPEG of 50 empty scans"] = () => EndlessJpeg.Of(7700, arithmetic: false),
            ["JPEG of 50 empty scans, arithmetic"] = () => EndlessJpeg.Of(7700, arithmetic: true),
            ["JPEG progressive, noise"] = () =>
                Save("jpegsave_buffer", Noise(6000, 6000), 6000, ("interlace", "true"), ("Q", "98")),
            ["JPEG, noise"] = () => Save("jpegsave_buffer", Noise(7000, 7000), 7000, ("Q", "95")),
            ["PNG of 100 million pixels"] = () => Save("pngsave_buffer", Flat(9900, 9900), 9900),
            ["PNG of 100 million pixels, noise"] = () =>
                Save("pngsave_buffer", Noise(6000, 6000), 6000, ("compression", "1")),
            ["PNG interlaced"] = () => Save("pngsave_buffer", Flat(9900, 9900), 9900, ("interlace", "true")),
            ["PNG with a thousand texts"] = () => WithTexts(Save("pngsave_buffer", Flat(64, 64), 64), 1000, 7),
            ["GIF of 70 million pixels"] = () => Save("gifsave_buffer", Flat(8300, 8300), 8300, ("effort", "1")),
            ["WebP lossless, noise"] = () =>
                Save("webpsave_buffer", Noise(5500, 5500), 5500, ("lossless", "true"), ("effort", "0")),
            ["WebP, flat"] = () => Save("webpsave_buffer", Flat(4000, 4000), 4000),
            ["TIFF deflated"] = () =>
                Save("tiffsave_buffer", Flat(9900, 9900), 9900, ("compression", "deflate"), ("tile-height", "9900")),
            ["TIFF of a JPEG of 50 scans"] = () => TiffFile.OfJpeg(EndlessJpeg.Of(5800, arithmetic: false), 5800, 5800),
            ["BMP, noise"] = () => PlainFiles.Bmp(Noise(6300, 6300), 6300, 6300),
            ["BMP in runs"] = () => PlainFiles.BmpOfPalette(Grey(7200), new byte[256 * 4], 7200, 7200, 8, runs: true),
            ["PNM, noise"] = () => PlainFiles.Pnm(6, Noise(6300, 6300), 6300, 6300),
            ["PNM of written figures"] = () => PlainFiles.Pnm(2, Grey(6700), 6700, 6700, white: 9),
            ["QOI, flat"] = () => PlainFiles.Qoi(Flat(7600, 10134)[..(4 * 7600 * 7600)], 7600, 7600),
            ["QOI, noise"] = () => PlainFiles.Qoi(Noise(5100, 6800), 5100, 5100),
            ["ICO of a BMP"] = () =>
                PlainFiles.Ico(
                    (
                        0,
                        PlainFiles.InIco(
                            PlainFiles.Bmp(Noise(5700, 5700), 5700, 5700, 32),
                            new byte[(5700 + 31) / 32 * 4 * 5700]
                        )
                    )
                ),
            ["AVIF, flat"] = () => Avif(Flat(4900, 4900), 4900),
            ["AVIF, noise"] = () => Avif(Noise(4300, 4300), 4300),
            ["AVIF larger than it says"] = () => Claiming(Avif(Flat(9000, 9000), 9000), 64),
            ["AVIF of 10 frames"] = () => Frames(Avif(Flat(4600, 4600), 4600), 10),
        };

    private static byte[] Flat(int width, int height)
    {
        byte[] pixels = new byte[3L * width * height];
        Array.Fill(pixels, (byte)130);
        return pixels;
    }

    private static byte[] Grey(int side)
    {
        byte[] samples = new byte[(long)side * side];
        for (long i = 0; i < samples.Length; i++)
            samples[i] = (byte)(i / 3 % 10);
        return samples;
    }

    private static byte[] Noise(int width, int height)
    {
        byte[] pixels = new byte[3L * width * height];
        new Random(1).NextBytes(pixels);
        return pixels;
    }

    private static byte[] Save(string saver, byte[] pixels, int side, params (string, string)[] arguments) =>
        TestImages.Encode(pixels, side, side, saver, null, arguments);

    private static byte[] Avif(byte[] pixels, int side) =>
        Save("heifsave_buffer", pixels, side, ("compression", "av1"), ("effort", "0"), ("Q", "90"), ("keep", "none"));

    private static byte[] WithTexts(byte[] png, int texts, int megabytes)
    {
        using var packed = new MemoryStream();
        packed.Write("name\0\0"u8);
        using (var zip = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            for (int i = 0; i < megabytes; i++)
                zip.Write(new byte[1 << 20]);
        byte[] content = [.. "zTXt"u8, .. packed.ToArray()],
            chunk = new byte[content.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length - 4);
        content.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(
            chunk.AsSpan(content.Length + 4),
            System.IO.Hashing.Crc32.HashToUInt32(content)
        );
        const int AfterHeader = 33;
        return [.. png[..AfterHeader], .. Enumerable.Repeat(chunk, texts).SelectMany(c => c), .. png[AfterHeader..]];
    }

    private static byte[] Claiming(byte[] avif, int side)
    {
        int box = avif.AsSpan().IndexOf("ispe"u8);
        BinaryPrimitives.WriteInt32BigEndian(avif.AsSpan(box + 8), side);
        BinaryPrimitives.WriteInt32BigEndian(avif.AsSpan(box + 12), side);
        return avif;
    }

    // The coded picture of the file's one item, again and again.
    private static byte[] Frames(byte[] avif, int frames)
    {
        int box = avif.AsSpan().IndexOf(Encoding.ASCII.GetBytes("mdat")) + 4,
            length = avif.Length - box;
        byte[] more = [.. avif, .. Enumerable.Repeat(avif[box..], frames - 1).SelectMany(f => f)];
        BinaryPrimitives.WriteInt32BigEndian(more.AsSpan(box - 8), 8 + length * frames);
        // The item's length stands in iloc; it is the only number of that value in the header.
        Span<byte> old = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(old, length);
        int at = more.AsSpan(0, box).IndexOf(old);
        BinaryPrimitives.WriteInt32BigEndian(more.AsSpan(at), length * frames);
        return more;
    }
}
