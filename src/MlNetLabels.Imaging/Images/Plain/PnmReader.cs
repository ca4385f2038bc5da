using System.Buffers.Binary;

namespace MlNetLabels.Images.Plain;

/// <summary>PBM, PGM and PPM, as text or bytes, of up to 16 bits, over the range that the header states.</summary>
internal static class PnmReader
{
    public static byte[] Read(ReadOnlySpan<byte> data, PnmHeader header, DecodeClock clock)
    {
        byte[] rgb = new byte[3 * header.Width * header.Height];
        int at = header.Start,
            rowBytes = header.IsBits
                ? (header.Width + 7) / 8
                : header.Width * header.Bands * (header.Most > byte.MaxValue ? 2 : 1);
        if (!header.IsText && (long)rowBytes * header.Height > data.Length - at)
            throw new ImageException("truncated PNM");
        for (int y = 0, i = 0; y < header.Height; y++)
        {
            var row = header.IsText ? default : data.Slice(at + y * rowBytes, rowBytes);
            for (int x = 0; x < header.Width; x++)
            for (int c = 0; c < 3; c++)
            {
                if (c > 0 && header.Bands == 1)
                {
                    rgb[i] = rgb[i - 1];
                    i++;
                    continue;
                }
                int sample =
                    header.IsText ? Text(data, header, ref at)
                    : header.IsBits ? row[x / 8] >> (7 - x % 8) & 1
                    : header.Most <= byte.MaxValue ? row[x * header.Bands + c]
                    : BinaryPrimitives.ReadUInt16BigEndian(row[(2 * (x * header.Bands + c))..]);
                if (sample > header.Most)
                    throw new ImageException(
                        FormattableString.Invariant(
                            $"damaged PNM: a sample of {sample}, where {header.Most} is the most"
                        )
                    );
                // 1 is black where there are bits.
                rgb[i++] = (byte)(((header.IsBits ? 1 - sample : sample) * 255 + header.Most / 2) / header.Most);
            }
            clock.Check();
        }
        return rgb;
    }

    private static int Text(ReadOnlySpan<byte> data, PnmHeader header, ref int at)
    {
        int value;
        if (header.IsBits)
        {
            // Bits need no blank between them.
            PnmHeader.Skip(data, ref at);
            value = at < data.Length ? data[at++] - '0' : -1;
        }
        else
            value = PnmHeader.Number(data, ref at);
        return value >= 0 ? value : throw new ImageException("truncated PNM");
    }
}
