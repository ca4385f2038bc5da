namespace MlNetLabels.Images.Plain;

/// <summary>The mask of one bit a pixel that follows the pixels of an icon: where it is set, what lies behind shows.</summary>
internal static class BmpMask
{
    /// <summary>Makes masked pixels white.</summary>
    public static void Apply(ReadOnlySpan<byte> data, BmpHeader header, Span<byte> rgb)
    {
        int rowBytes = (header.Width + 31) / 32 * 4;
        long start = header.Start + header.RowBytes * header.Height;
        if (start + (long)rowBytes * header.Height > data.Length)
            throw new ImageException("truncated ICO");
        for (int y = 0; y < header.Height; y++)
        {
            var bits = data.Slice((int)start + y * rowBytes, rowBytes);
            var row = BmpReader.Row(rgb, header, y);
            for (int x = 0; x < header.Width; x++)
                if ((bits[x / 8] >> (7 - x % 8) & 1) == 1)
                    row.Slice(3 * x, 3).Fill(byte.MaxValue);
        }
    }
}
