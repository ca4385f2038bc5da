using System.Buffers.Binary;
using System.Numerics;

namespace MlNetLabels.Images.Plain;

/// <summary>BMP: with a palette, packed in runs or not, or of 16, 24 or 32 bits by masks; alpha over white.</summary>
internal static class BmpReader
{
    private const int Most = 255;

    public static byte[] Read(ReadOnlySpan<byte> data, BmpHeader header, DecodeClock clock)
    {
        byte[] rgb = new byte[3 * header.Width * header.Height];
        if (header.Packing != 0)
        {
            byte[] indexes = BmpRuns.Unpack(data[header.Start..], header, clock);
            for (int y = 0; y < header.Height; y++)
            {
                var row = indexes.AsSpan(y * header.Width, header.Width);
                var target = Row(rgb, header, y);
                for (int x = 0; x < row.Length; x++)
                    Colour(data, header, row[x]).CopyTo(target[(3 * x)..]);
                clock.Check();
            }
            return rgb;
        }
        long rowBytes = header.RowBytes,
            // The last row may lack what fills it up.
            needed = rowBytes * (header.Height - 1) + ((long)header.Width * header.Bits + 7) / 8;
        if (needed > data.Length - header.Start)
            throw new ImageException("truncated BMP");
        bool hasAlpha = header.Masks.A != 0 && header.Bits >= 16 && HasAlpha(data, header);
        for (int y = 0; y < header.Height; y++)
        {
            var row = data[(int)(header.Start + y * rowBytes)..];
            var target = Row(rgb, header, y);
            if (header.Bits <= 8)
                Indexed(data, header, row, target);
            else if (header.Bits == 24)
                for (int x = 0; x < header.Width; x++)
                    (target[3 * x], target[3 * x + 1], target[3 * x + 2]) = (
                        row[3 * x + 2],
                        row[3 * x + 1],
                        row[3 * x]
                    );
            else
                Masked(header, row, target, hasAlpha);
            clock.Check();
        }
        if (header.IsIcon && !hasAlpha)
            BmpMask.Apply(data, header, rgb);
        return rgb;
    }

    /// <summary>A row of pixels by its place in the file.</summary>
    public static Span<byte> Row(Span<byte> rgb, BmpHeader header, int y) =>
        rgb.Slice(3 * header.Width * (header.TopDown ? y : header.Height - 1 - y), 3 * header.Width);

    private static void Indexed(ReadOnlySpan<byte> data, BmpHeader header, ReadOnlySpan<byte> row, Span<byte> target)
    {
        int inByte = 8 / header.Bits;
        for (int x = 0; x < header.Width; x++)
        {
            int index = row[x / inByte] >> (8 - header.Bits * (1 + x % inByte)) & ((1 << header.Bits) - 1);
            Colour(data, header, index).CopyTo(target[(3 * x)..]);
        }
    }

    private static void Masked(BmpHeader header, ReadOnlySpan<byte> row, Span<byte> target, bool hasAlpha)
    {
        var (r, g, b, a) = header.Masks;
        for (int x = 0; x < header.Width; x++)
        {
            uint pixel = Pixel(header, row, x);
            int alpha = hasAlpha ? Level(pixel, a) : Most;
            target[3 * x] = PlainImages.OverWhite(Level(pixel, r), alpha);
            target[3 * x + 1] = PlainImages.OverWhite(Level(pixel, g), alpha);
            target[3 * x + 2] = PlainImages.OverWhite(Level(pixel, b), alpha);
        }
    }

    // Where all is transparent, the alpha was never written.
    private static bool HasAlpha(ReadOnlySpan<byte> data, BmpHeader header)
    {
        for (int y = 0; y < header.Height; y++)
        {
            var row = data[(int)(header.Start + y * header.RowBytes)..];
            for (int x = 0; x < header.Width; x++)
                if ((Pixel(header, row, x) & header.Masks.A) != 0)
                    return true;
        }
        return false;
    }

    private static uint Pixel(BmpHeader header, ReadOnlySpan<byte> row, int x) =>
        header.Bits == 16
            ? BinaryPrimitives.ReadUInt16LittleEndian(row[(2 * x)..])
            : BinaryPrimitives.ReadUInt32LittleEndian(row[(4 * x)..]);

    private static int Level(uint pixel, uint mask)
    {
        int shift = BitOperations.TrailingZeroCount(mask);
        ulong most = mask >> shift;
        return (int)((((ulong)(pixel & mask) >> shift) * Most + most / 2) / most);
    }

    private static (byte R, byte G, byte B) Colour(ReadOnlySpan<byte> data, BmpHeader header, int index)
    {
        if (index >= header.PaletteLength)
            throw new ImageException("damaged BMP: a pixel has a colour that the palette lacks");
        int at = header.Palette + index * header.PaletteSize;
        return (data[at + 2], data[at + 1], data[at]);
    }

    private static void CopyTo(this (byte R, byte G, byte B) colour, Span<byte> target) =>
        (target[0], target[1], target[2]) = colour;
}
