using System.Buffers.Binary;

namespace MlNetLabels.Images;

/// <summary>
/// How many passes over its pixels a JPEG asks for. A decoder makes them all before it gives the first row, so no
/// clock could stop it between them; a scan of a few bytes costs as much as the whole image.
/// </summary>
internal static class JpegScans
{
    // The encoders in use write up to 15 or so; this many empty ones over 60 million pixels, as large as memory allows,
    // take 1.8 s (the fuzzer's "slow").
    private const int Most = 50;

    private const byte Mark = 0xFF,
        StartOfScan = 0xDA,
        EndOfImage = 0xD9;

    // Arithmetic codes take some six times as long as Huffman's, of which 90 MB take 1.4 s.
    private const int MostArithmeticBytes = 32 << 20;

    /// <exception cref="ImageException">There are too many, or they are too costly.</exception>
    public static void Check(ReadOnlySpan<byte> data)
    {
        if (data.Length > MostArithmeticBytes && IsArithmetic(data))
            throw new ImageException(
                FormattableString.Invariant(
                    $"JPEG of {data.Length >> 20} MiB of arithmetic codes, above the limit of {MostArithmeticBytes >> 20}"
                )
            );
        int scans = Count(data);
        if (scans > Most)
            throw new ImageException(
                FormattableString.Invariant($"JPEG of {scans} scans, above the limit of {Most}: save it again")
            );
    }

    private static bool IsArithmetic(ReadOnlySpan<byte> data)
    {
        var segments = new Jpeg.JpegSegments(data);
        while (segments.MoveNext() && segments.Marker != StartOfScan)
            if (segments.Marker is >= 0xC9 and <= 0xCF and not 0xCC)
                return true;
        return false;
    }

    /// <summary>
    /// Scans until the end of the image, found as decoders find them: whatever follows a segment is skipped up to the
    /// next marker.
    /// </summary>
    internal static int Count(ReadOnlySpan<byte> data)
    {
        int scans = 0;
        for (int at = 2; at < data.Length; )
        {
            int found = data[at..].IndexOf(Mark);
            at += found + 2;
            if (found < 0 || at > data.Length || data[at - 1] == EndOfImage)
                break;
            byte marker = data[at - 1];
            // Marks may be doubled; 0 stands for a mark that is data, and these markers have no segment.
            if (marker == Mark)
                at--;
            if (marker is 0 or 1 or Mark or (>= 0xD0 and <= 0xD8))
                continue;
            scans += marker == StartOfScan ? 1 : 0;
            if (at + 2 > data.Length)
                break;
            at += BinaryPrimitives.ReadUInt16BigEndian(data[at..]);
        }
        return scans;
    }
}
