using System.Buffers.Binary;

namespace MlNetLabels.Images;

/// <summary>
/// How many passes over its pixels a JPEG asks for. A decoder makes them all before it gives the first row, so no
/// clock could stop it between them; a scan of a few bytes costs as much as the whole image.
/// </summary>
internal static class JpegScans
{
    // The encoders in use write up to 15 or so; this many over 100 million pixels take 2.5 s.
    private const int Most = 50;

    private const byte Mark = 0xFF,
        StartOfScan = 0xDA,
        EndOfImage = 0xD9;

    /// <exception cref="ImageException">There are too many.</exception>
    public static void Check(ReadOnlySpan<byte> data)
    {
        int scans = Count(data);
        if (scans > Most)
            throw new ImageException(
                FormattableString.Invariant($"JPEG of {scans} scans, above the limit of {Most}: save it again")
            );
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
