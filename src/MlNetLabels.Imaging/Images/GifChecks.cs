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
    public static void Run(ReadOnlySpan<byte> data, DecodeClock clock)
    {
        if (data.Length < HeaderLength)
            return;
        int at = HeaderLength + TableLength(data[10]);
        while (at + 2 < data.Length && data[at] == Extension)
            at = Behind(data, at + 2);
        if (at + FrameLength + 1 >= data.Length || data[at] != Frame)
            return;
        var frame = data.Slice(at + 1, FrameLength);
        long pixels =
            (long)BinaryPrimitives.ReadUInt16LittleEndian(frame[4..])
            * BinaryPrimitives.ReadUInt16LittleEndian(frame[6..]);
        at += 1 + FrameLength + TableLength(frame[8]);
        if (at >= data.Length || data[at] is < 1 or > 8)
            return;
        var codes = LzwLength.OfGif(stackalloc int[LzwLength.Codes], data[at]);
        bool areCodes = true;
        for (at++; areCodes && !codes.HasEnded && codes.Total <= pixels && at < data.Length && data[at] > 0; )
        {
            areCodes = codes.Add(data.Slice(at + 1, Math.Min(data[at], data.Length - at - 1)));
            at += 1 + data[at];
            clock.Check();
        }
        if (!areCodes || !codes.HasEnded || codes.Total != pixels)
            throw new ImageException(
                FormattableString.Invariant($"damaged GIF: its codes stand for {codes.Total} of {pixels} pixels")
            );
    }

    private static int TableLength(byte flags) => (flags & HasTable) == 0 ? 0 : 3 << ((flags & 7) + 1);

    // Blocks of up to 255 bytes, each with its length before it, until one of none.
    private static int Behind(ReadOnlySpan<byte> data, int at)
    {
        while (at < data.Length && data[at] > 0)
            at += 1 + data[at];
        return at + 1;
    }
}
