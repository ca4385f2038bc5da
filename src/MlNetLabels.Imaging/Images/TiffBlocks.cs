using System.IO.Compression;

namespace MlNetLabels.Images;

/// <summary>
/// Whether each strip or tile unpacks to as many bytes as it has to, and to the check sum that deflated ones carry:
/// libtiff stops at the last pixel and looks at neither.
/// </summary>
internal static class TiffBlocks
{
    private const int BitsTag = 258,
        CompressionTag = 259,
        StripOffsetsTag = 273,
        StripByteCountsTag = 279,
        TileOffsetsTag = 324,
        TileByteCountsTag = 325;
    private const long Lzw = 5,
        Deflate = 8,
        OldDeflate = 32_946,
        PackBits = 32_773,
        YCbCr = 6;
    private const int Separate = 2,
        ChunkBytes = 64 << 10;

    /// <exception cref="ImageException">One does not.</exception>
    public static void Check(ReadOnlySpan<byte> data, TiffDirectory directory, TiffHeader header, DecodeClock clock)
    {
        long compression = directory[CompressionTag].First(1);
        if (compression is not (Lzw or Deflate or OldDeflate or PackBits) || header.Width == 0 || header.Height == 0)
            return;
        var offsets = directory[header.IsTiled ? TileOffsetsTag : StripOffsetsTag];
        var counts = directory[header.IsTiled ? TileByteCountsTag : StripByteCountsTag];
        var (rowBytes, rows) = Block(directory, header);
        long strips = header.IsTiled ? 0 : (header.Height + rows - 1) / rows,
            there = Math.Min(offsets.Count, counts.Count);
        byte[] buffer = new byte[ChunkBytes];
        for (long i = 0; i < there && (header.IsTiled ? i < header.Tiles : i < strips * Planes(header)); i++)
        {
            if (counts[i] > (ulong)data.Length || offsets[i] > (ulong)data.Length - counts[i])
                throw Damaged(i, "is not in the file, or not all of it");
            var block = data.Slice((int)offsets[i], (int)counts[i]);
            Int128 whole = (Int128)rowBytes * rows,
                last = header.IsTiled ? whole : (Int128)rowBytes * Math.Min(rows, header.Height - i % strips * rows);
            Int128 found =
                compression == Lzw ? (IsOldLzw(block) ? last : Unpacked(block))
                : compression == PackBits ? PackedBits(block)
                : Inflate(block, whole, buffer, clock);
            // The last strip is as long as what is left, or as all others.
            if (found != last && found != whole && header.Colours != YCbCr)
                throw Damaged(i, found < 0 ? "holds no codes" : $"holds {found} bytes, not {last}");
            clock.Check();
        }
    }

    private static ImageException Damaged(long block, string how) =>
        new(FormattableString.Invariant($"damaged TIFF: strip or tile {block + 1} {how}"));

    private static long Planes(TiffHeader header) => header.Planes == Separate ? header.Samples : 1;

    private static (long RowBytes, long Rows) Block(TiffDirectory directory, TiffHeader header)
    {
        var bits = directory[BitsTag];
        long samples = header.Planes == Separate ? 1 : header.Samples,
            ofPixel = samples * bits.First(1);
        if (bits.Count == header.Samples && samples > 1)
        {
            ofPixel = 0;
            for (long i = 0; i < samples; i++)
                ofPixel += (long)Math.Min(bits[i], ushort.MaxValue);
        }
        long width = header.IsTiled ? header.TileWidth : header.Width,
            rows = header.IsTiled ? header.TileHeight : Math.Clamp(header.RowsPerStrip, 1, header.Height);
        return ((long)Int128.Min(((Int128)width * ofPixel + 7) / 8, int.MaxValue), rows);
    }

    // The end code may be missing. -1 where a code is none.
    private static Int128 Unpacked(ReadOnlySpan<byte> block)
    {
        var codes = LzwLength.OfTiff(stackalloc int[LzwLength.Codes]);
        return codes.Add(block) ? codes.Total : -1;
    }

    // TIFF 6.0, section 9: a count of bytes to follow, or of times that the next one comes.
    private static Int128 PackedBits(ReadOnlySpan<byte> block)
    {
        long total = 0;
        for (int at = 0; at < block.Length; )
        {
            int count = (sbyte)block[at];
            total += count == sbyte.MinValue ? 0 : 1 + Math.Abs(count);
            at +=
                count >= 0 ? count + 2
                : count == sbyte.MinValue ? 1
                : 2;
        }
        return total;
    }

    // As libtiff tells what was written by versions before its fifth.
    private static bool IsOldLzw(ReadOnlySpan<byte> block) => block is [0, var second, ..] && (second & 1) == 1;

    // Bytes up to one beyond those wanted; -1 where they are damaged.
    private static unsafe Int128 Inflate(ReadOnlySpan<byte> block, Int128 wanted, byte[] buffer, DecodeClock clock)
    {
        fixed (byte* start = block)
        {
            using var packed = new UnmanagedMemoryStream(start, block.Length);
            using var unpacked = new ZLibStream(packed, CompressionMode.Decompress);
            try
            {
                Int128 found = 0;
                while (found <= wanted && unpacked.Read(buffer) is > 0 and int read)
                {
                    found += read;
                    clock.Check();
                }
                return found;
            }
            catch (InvalidDataException)
            {
                return -1;
            }
        }
    }
}
