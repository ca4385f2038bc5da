using System.Buffers.Binary;

namespace MlNetLabels.Images;

/// <summary>
/// JPEGs whose last two bytes, the mark of their end, were lost: all their pixels are there. Whether they are is told by
/// the decoder, which is given the mark and notices codes that are missing before it; only scans that are missing as a
/// whole would go unnoticed, and are looked for here.
/// </summary>
/// <remarks>ITU T.81, B.2 and G.1.1.1.</remarks>
internal static class JpegEnd
{
    private const byte Mark = 0xFF,
        StartOfScan = 0xDA,
        End = 0xD9;
    private const int Coefficients = 64;
    private const byte NotYet = 0xFF;

    /// <summary>Whether every coefficient has been given to its last bit, but no end follows.</summary>
    public static bool IsMissing(ReadOnlySpan<byte> data)
    {
        if (data is not [Mark, 0xD8, .., _, _] || data[^2..] is [Mark, End])
            return false;
        byte[]? bitsLeft = null;
        byte[] components = [];
        for (int at = 2; at < data.Length; )
        {
            int found = data[at..].IndexOf(Mark);
            at += found + 2;
            // A lone mark may be the first of the two bytes.
            if (found < 0 || at > data.Length)
                break;
            byte marker = data[at - 1];
            if (marker == End)
                return false;
            if (marker == Mark)
                at--;
            if (marker is 0 or 1 or Mark or (>= 0xD0 and <= 0xD8))
                continue;
            if (at + 2 > data.Length)
                return false;
            int length = BinaryPrimitives.ReadUInt16BigEndian(data[at..]);
            if (length < 2 || at + length > data.Length)
                return false;
            var body = data.Slice(at + 2, length - 2);
            if (IsFrame(marker))
            {
                components = Components(body);
                bitsLeft = new byte[256 * Coefficients];
                Array.Fill(bitsLeft, NotYet);
            }
            if (marker == StartOfScan && (bitsLeft is null || !Take(body, bitsLeft)))
                return false;
            at += length;
        }
        return bitsLeft is not null
            && components.Length > 0
            && components.All(c => bitsLeft.AsSpan(c * Coefficients, Coefficients).IndexOfAnyExcept((byte)0) < 0);
    }

    /// <summary>The file with the mark.</summary>
    public static byte[] Complete(ReadOnlySpan<byte> data) => data[^1] == Mark ? [.. data, End] : [.. data, Mark, End];

    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static byte[] Components(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < 6 || frame.Length < 6 + 3 * frame[5])
            return [];
        byte[] components = new byte[frame[5]];
        for (int i = 0; i < components.Length; i++)
            components[i] = frame[6 + 3 * i];
        return components;
    }

    // Which coefficients a scan gives, and how many of their bits later scans still have to.
    private static bool Take(ReadOnlySpan<byte> scan, byte[] bitsLeft)
    {
        if (scan.Length < 4 || scan.Length < 4 + 2 * scan[0])
            return false;
        int behind = 1 + 2 * scan[0],
            first = scan[behind],
            last = scan[behind + 1];
        if (first > last || last >= Coefficients)
            return false;
        for (int i = 0; i < scan[0]; i++)
            bitsLeft
                .AsSpan(scan[1 + 2 * i] * Coefficients + first, last - first + 1)
                .Fill((byte)(scan[behind + 2] & 15));
        return true;
    }
}
