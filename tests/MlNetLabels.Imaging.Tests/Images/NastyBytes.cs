using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MlNetLabels.Imaging.Tests.Images;

/// <summary>Files that are damaged, absurd or hostile in one known way each.</summary>
internal static class NastyBytes
{
    private const int Width = 64,
        Height = 48;

    private static byte[] Save(string saver, params (string, string)[] arguments) =>
        TestImages.Encode(TestImages.Scene(Width, Height), Width, Height, saver, null, arguments);

    public static byte[] Tiff() => Save("tiffsave_buffer");

    public static byte[] TiledTiff() =>
        Save("tiffsave_buffer", ("tile", "true"), ("tile-width", "32"), ("tile-height", "32"));

    /// <summary>A PNG whose header states another size, with its check sum.</summary>
    public static byte[] PngClaiming(uint width, uint height) => Claiming(Save("pngsave_buffer"), width, height);

    public static byte[] InterlacedPngClaiming(uint width, uint height) =>
        Claiming(
            TestImages.Encode(
                TestImages.Scene(Width, Height),
                Width,
                Height,
                "pngsave_buffer",
                "rgb16",
                ("interlace", "true")
            ),
            width,
            height
        );

    private static byte[] Claiming(byte[] file, uint width, uint height)
    {
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(16), width);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(20), height);
        WriteCrc(file.AsSpan(12, 17), file.AsSpan(29));
        return file;
    }

    public static byte[] JpegClaiming(ushort width, ushort height, bool progressive = false)
    {
        byte[] file = progressive ? Save("jpegsave_buffer", ("interlace", "true")) : Save("jpegsave_buffer");
        int frame = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, (byte)(progressive ? 0xC2 : 0xC0)]);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame + 5), height);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame + 7), width);
        return file;
    }

    public static byte[] GifClaiming(ushort width, ushort height)
    {
        byte[] file = Save("gifsave_buffer");
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(6), width);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), height);
        return file;
    }

    /// <summary>
    /// Lossless WebP: 14 bits of width - 1 and of height - 1 after the signature, and 24 bits of each in the extended
    /// header where there is one.
    /// </summary>
    public static byte[] WebPClaiming(uint width, uint height)
    {
        byte[] file = Save("webpsave_buffer", ("lossless", "true"));
        int header = file.AsSpan().IndexOf("VP8L"u8) + 9;
        uint rest = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(header)) & 0xF000_0000;
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(header), rest | (height - 1) << 14 | (width - 1));
        int extended = file.AsSpan().IndexOf("VP8X"u8);
        if (extended < 0)
            return file;
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(extended + 12), width - 1 | (height - 1) << 24);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(extended + 16), (ushort)((height - 1) >> 8));
        return file;
    }

    /// <summary>A TIFF with the value of one tag replaced.</summary>
    public static byte[] TiffWith(byte[] file, ushort tag, uint value)
    {
        int directory = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(4)),
            entries = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(directory));
        for (int i = 0; i < entries; i++)
        {
            var entry = file.AsSpan(directory + 2 + 12 * i, 12);
            if (BinaryPrimitives.ReadUInt16LittleEndian(entry) != tag)
                continue;
            BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], 4);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], value);
            return file;
        }
        throw new InvalidOperationException($"There is no tag {tag}.");
    }

    public static byte[] AvifClaiming(uint width, uint height)
    {
        byte[] file = Save("heifsave_buffer", ("compression", "av1"), ("effort", "0"));
        int box = file.AsSpan().IndexOf("ispe"u8);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(box + 8), width);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(box + 12), height);
        return file;
    }

    /// <summary>A progressive JPEG whose last scan comes a thousand times more.</summary>
    public static byte[] JpegOfManyScans()
    {
        byte[] file = Save("jpegsave_buffer", ("interlace", "true"));
        int last = file.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]),
            end = file.Length - 2;
        return [.. file[..end], .. Enumerable.Repeat(file[last..end], 1000).SelectMany(scan => scan), .. file[end..]];
    }

    /// <summary>A PNG with a chunk, before its pixels, that unpacks to <paramref name="megabytes"/> of zeros.</summary>
    public static byte[] PngWithBomb(string type, int megabytes)
    {
        using var packed = new MemoryStream();
        packed.Write("name\0\0"u8);
        using (var zip = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            for (int i = 0; i < megabytes; i++)
                zip.Write(new byte[1 << 20]);
        byte[] content = packed.ToArray(),
            chunk = new byte[content.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        Encoding.ASCII.GetBytes(type).CopyTo(chunk, 4);
        content.CopyTo(chunk, 8);
        WriteCrc(chunk.AsSpan(4, content.Length + 4), chunk.AsSpan(content.Length + 8));
        byte[] file = Save("pngsave_buffer");
        const int AfterHeader = 33;
        return [.. file[..AfterHeader], .. chunk, .. file[AfterHeader..]];
    }

    private static void WriteCrc(ReadOnlySpan<byte> of, Span<byte> to) =>
        BinaryPrimitives.WriteUInt32BigEndian(to, System.IO.Hashing.Crc32.HashToUInt32(of));

    /// <summary>An AVIF whose one picture is coded nine times, one after another.</summary>
    public static byte[] AvifOfManyFrames()
    {
        const int Frames = 9;
        byte[] file = Save("heifsave_buffer", ("compression", "av1"), ("effort", "0"), ("keep", "none"));
        int content = file.AsSpan().IndexOf("mdat"u8) + 4,
            length = file.Length - content;
        byte[] more = [.. file, .. Enumerable.Repeat(file[content..], Frames - 1).SelectMany(f => f)];
        Span<byte> old = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(old, length);
        int stated = more.AsSpan(0, content).IndexOf(old);
        BinaryPrimitives.WriteInt32BigEndian(more.AsSpan(stated), Frames * length);
        BinaryPrimitives.WriteInt32BigEndian(more.AsSpan(content - 8), 8 + Frames * length);
        return more;
    }

    /// <summary>A JPEG beyond 32 MiB that says its codes are arithmetic.</summary>
    public static byte[] ArithmeticJpeg()
    {
        byte[] file = Save("jpegsave_buffer");
        int frame = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        file[frame + 1] = 0xC9;
        return [.. file, .. new byte[33 << 20]];
    }
}
