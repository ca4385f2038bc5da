using System.Buffers.Binary;

namespace MlNetLabels.Images;

/// <summary>
/// Whether the first frame of a GIF holds as many pixels as it says: a decoder leaves out what is missing without a word.
/// </summary>
/// <remarks>GIF89a, sections 18 to 22.</remarks>
internal static class GifChecks
{
    private const int HeaderLength = 13,
        FrameLength = 9;
    private const byte Extension = 0x21,
        Frame = 0x2C,
        HasTable = 0x80;

    /// <exception cref="ImageException">It holds fewer, or what stands there is no code.</exception>
    public static void Run(ReadOnlySpan<byte> data)
    {
        if (data.Length < HeaderLength)
            return;
        int at = HeaderLength + TableLength(data[10]);
        while (at + 2 < data.Length && data[at] == Extension)
            at = Behind(data, at + 2, null);
        if (at + FrameLength + 1 >= data.Length || data[at] != Frame)
            return;
        var frame = data.Slice(at + 1, FrameLength);
        long pixels =
            (long)BinaryPrimitives.ReadUInt16LittleEndian(frame[4..])
            * BinaryPrimitives.ReadUInt16LittleEndian(frame[6..]);
        at += 1 + FrameLength + TableLength(frame[8]);
        if (at >= data.Length || data[at] is < 1 or > 8)
            return;
        var codes = new List<byte>();
        Behind(data, at + 1, codes);
        long found = LzwLength.OfGif(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(codes), data[at]);
        if (found != pixels)
            throw new ImageException($"damaged GIF: {found} of {pixels}");
    }

    private static int TableLength(byte flags) => (flags & HasTable) == 0 ? 0 : 3 << ((flags & 7) + 1);

    // Blocks of up to 255 bytes, each with its length before it, until one of none.
    private static int Behind(ReadOnlySpan<byte> data, int at, List<byte>? content)
    {
        while (at < data.Length && data[at] > 0)
        {
            int length = Math.Min(data[at], data.Length - at - 1);
            content?.AddRange(data.Slice(at + 1, length));
            at += 1 + data[at];
        }
        return at + 1;
    }
}
