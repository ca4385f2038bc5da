using System.Buffers.Binary;

namespace MlNetLabels.Images.Plain;

/// <summary>QOI, by its specification of 2022-01-05 (qoiformat.org).</summary>
internal static class QoiReader
{
    private const int HeaderLength = 14,
        EndLength = 8,
        Remembered = 64;

    public static (int Width, int Height) Size(ReadOnlySpan<byte> data)
    {
        if (data.Length < HeaderLength + EndLength)
            throw new ImageException("truncated QOI");
        uint width = BinaryPrimitives.ReadUInt32BigEndian(data[4..]),
            height = BinaryPrimitives.ReadUInt32BigEndian(data[8..]);
        return width is 0 or > int.MaxValue || height is 0 or > int.MaxValue || data[12] is not (3 or 4)
            ? throw new ImageException("damaged QOI")
            : ((int)width, (int)height);
    }

    public static byte[] Read(ReadOnlySpan<byte> data, DecodeClock clock)
    {
        var (width, height) = Size(data);
        byte[] rgb = new byte[3 * width * height];
        var seen = new (byte R, byte G, byte B, byte A)[Remembered];
        (byte R, byte G, byte B, byte A) p = (0, 0, 0, 255);
        int at = HeaderLength,
            end = data.Length - EndLength;
        for (int i = 0; i < rgb.Length; )
        {
            if (at >= end)
                throw new ImageException("truncated QOI");
            int run = 1;
            byte code = data[at++];
            // Codes of several bytes may reach into the end, which follows; what is wrong then shows there.
            if (code == 0xFE)
            {
                p = (data[at], data[at + 1], data[at + 2], p.A);
                at += 3;
            }
            else if (code == 0xFF)
            {
                p = (data[at], data[at + 1], data[at + 2], data[at + 3]);
                at += 4;
            }
            else if (code >> 6 == 0)
                p = seen[code];
            else if (code >> 6 == 1)
                p = (Sum(p.R, (code >> 4 & 3) - 2), Sum(p.G, (code >> 2 & 3) - 2), Sum(p.B, (code & 3) - 2), p.A);
            else if (code >> 6 == 2)
            {
                int green = (code & 63) - 32,
                    others = data[at++];
                p = (Sum(p.R, green - 8 + (others >> 4)), Sum(p.G, green), Sum(p.B, green - 8 + (others & 15)), p.A);
            }
            else
                run = (code & 63) + 1;
            seen[(p.R * 3 + p.G * 5 + p.B * 7 + p.A * 11) % Remembered] = p;
            for (; run > 0 && i < rgb.Length; run--, i += 3)
            {
                rgb[i] = PlainImages.OverWhite(p.R, p.A);
                rgb[i + 1] = PlainImages.OverWhite(p.G, p.A);
                rgb[i + 2] = PlainImages.OverWhite(p.B, p.A);
            }
            if (run > 0)
                throw new ImageException("damaged QOI: it holds more pixels than it says");
            if (i % (3 << 16) < 3 * Remembered)
                clock.Check();
        }
        return at == end && data[end..].SequenceEqual((ReadOnlySpan<byte>)[0, 0, 0, 0, 0, 0, 0, 1])
            ? rgb
            : throw new ImageException("damaged QOI: its end is not where its pixels end");
    }

    private static byte Sum(byte level, int difference) => (byte)(level + difference);
}
