using System.Buffers.Binary;

namespace MlNetLabels.Images.Plain;

/// <summary>The largest picture of an ICO or CUR: a PNG, or a BMP without its first header.</summary>
internal static class IconFile
{
    private const int HeaderLength = 6,
        EntryLength = 16,
        LargestSide = 256;

    /// <exception cref="ImageException">There is none, or it is not in the file.</exception>
    public static ReadOnlySpan<byte> Largest(ReadOnlySpan<byte> data)
    {
        int count = data.Length < HeaderLength ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(data[4..]),
            best = -1,
            bestSize = 0;
        if (count == 0 || data.Length < HeaderLength + count * EntryLength)
            throw new ImageException("truncated ICO");
        for (int i = 0; i < count; i++)
        {
            var entry = data.Slice(HeaderLength + i * EntryLength, EntryLength);
            // Of equal sizes the one with most bits.
            int size =
                Side(entry[0]) * Side(entry[1]) * 64
                + Math.Min((int)BinaryPrimitives.ReadUInt16LittleEndian(entry[6..]), 63);
            if (size > bestSize)
                (best, bestSize) = (i, size);
        }
        var chosen = data.Slice(HeaderLength + best * EntryLength, EntryLength);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(chosen[8..]),
            start = BinaryPrimitives.ReadUInt32LittleEndian(chosen[12..]);
        return start > data.Length || length > data.Length - start
            ? throw new ImageException("truncated ICO")
            : data.Slice((int)start, (int)length);
    }

    private static int Side(byte said) => said == 0 ? LargestSide : said;
}
