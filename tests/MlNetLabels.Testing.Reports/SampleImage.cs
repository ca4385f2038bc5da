using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MlNetLabels.Reports.Testing;

/// <summary>Small drawings as PNG data URIs, so that pages have pictures without any image library.</summary>
internal static class SampleImage
{
    public static string Thumbnail(Random random, int size = 96)
    {
        byte hue = (byte)random.Next(150, 220),
            ink = (byte)random.Next(30, 110);
        int sides = random.Next(2, 6);
        double cx = size * (0.4 + 0.2 * random.NextDouble()),
            cy = size * (0.4 + 0.2 * random.NextDouble());
        var rows = new byte[size * (1 + 3 * size)];
        for (int y = 0; y < size; y++)
        for (int x = 0; x < size; x++)
        {
            double angle = Math.Atan2(y - cy, x - cx),
                radius = Math.Sqrt((x - cx) * (x - cx) + (y - cy) * (y - cy));
            bool inside = radius < size * (0.28 + 0.1 * Math.Cos(sides * angle));
            int at = y * (1 + 3 * size) + 1 + 3 * x;
            rows[at] = inside ? ink : (byte)(hue + 20);
            rows[at + 1] = inside ? (byte)(ink + 20) : (byte)(hue + 15);
            rows[at + 2] = inside ? (byte)(ink + 30) : hue;
        }
        return "data:image/png;base64," + Convert.ToBase64String(Png(size, rows));
    }

    /// <summary>A thumbnail of about that many bytes that no compression shrinks.</summary>
    public static string Noise(Random random, int bytes)
    {
        var content = new byte[bytes];
        random.NextBytes(content);
        return "data:image/jpeg;base64," + Convert.ToBase64String(content);
    }

    private static byte[] Png(int size, byte[] rows)
    {
        using var png = new MemoryStream();
        png.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, size);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), size);
        header[8] = 8;
        header[9] = 2;
        Chunk(png, "IHDR", header);
        using (var packed = new MemoryStream())
        {
            using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
                zlib.Write(rows);
            Chunk(png, "IDAT", packed.ToArray());
        }
        Chunk(png, "IEND", []);
        return png.ToArray();
    }

    private static void Chunk(Stream png, string type, byte[] content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        png.Write(number);
        byte[] checkedPart = [.. Encoding.ASCII.GetBytes(type), .. content];
        png.Write(checkedPart);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32(checkedPart));
        png.Write(number);
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }
        return ~crc;
    }
}
