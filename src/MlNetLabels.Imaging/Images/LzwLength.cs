namespace MlNetLabels.Images;

/// <summary>
/// How much LZW codes stand for, without unpacking them. The codes carry no check sum, but what is damaged hardly ever
/// keeps its length, and decoders fill up what is missing without a word.
/// </summary>
/// <remarks>Welch (1984) as GIF89a, appendix F, and TIFF 6.0, section 13, have it.</remarks>
internal static class LzwLength
{
    private const int MostBits = 12,
        None = -1;

    /// <summary>GIF's codes: lowest bit first, of <paramref name="bits"/> and more.</summary>
    /// <returns>Bytes that the codes up to the end code stand for; -1 where there is none or a code is invalid.</returns>
    public static long OfGif(ReadOnlySpan<byte> codes, int bits) => Of(codes, bits, isTiff: false);

    /// <summary>TIFF's codes: highest bit first, one bit longer one code earlier than they have to be.</summary>
    /// <returns>As for a GIF.</returns>
    public static long OfTiff(ReadOnlySpan<byte> codes) => Of(codes, 8, isTiff: true);

    private static long Of(ReadOnlySpan<byte> codes, int bits, bool isTiff)
    {
        int clear = 1 << bits,
            end = clear + 1,
            early = isTiff ? 1 : 0;
        Span<int> lengths = stackalloc int[1 << MostBits];
        lengths[..clear].Fill(1);
        int next = end + 1,
            width = bits + 1,
            last = None,
            held = 0;
        uint hold = 0;
        long total = 0;
        foreach (byte b in codes)
        {
            hold = isTiff ? hold << 8 | b : hold | (uint)b << held;
            for (held += 8; held >= width; )
            {
                held -= width;
                int code = (int)(isTiff ? hold >> held : hold) & ((1 << width) - 1);
                hold = isTiff ? hold : hold >> width;
                if (code == end)
                    return total;
                if (code == clear)
                {
                    (next, width, last) = (end + 1, bits + 1, None);
                    continue;
                }
                if (code > next || (code == next && last == None) || (last == None && code > clear))
                    return None;
                int length = code == next ? lengths[last] + 1 : lengths[code];
                total += length;
                if (last != None && next < lengths.Length)
                {
                    lengths[next++] = lengths[last] + 1;
                    if (next + early == 1 << width && width < MostBits)
                        width++;
                }
                last = code;
            }
        }
        return isTiff ? total : None;
    }
}
