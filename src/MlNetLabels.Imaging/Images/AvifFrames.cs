using System.Runtime.InteropServices;

namespace MlNetLabels.Images;

/// <summary>
/// How much an AVIF asks its decoder to do, which does all of it before the first row: nothing ends it between. A still
/// picture is one frame, or one for each of its layers; each further one costs as much as the whole picture and takes a
/// few bytes.
/// </summary>
/// <remarks>AV1 bitstream specification, 5.3; AV1 Image File Format, 2.1.</remarks>
internal static class AvifFrames
{
    // AV1 has up to four spatial layers, and a hidden frame may precede each.
    private const int MostFrames = 8;

    // The decoder takes 0.18 s for each megabyte of noise: 6 s. A photo of 24 million pixels has 10 MB at most.
    private const int MostBytes = 32 << 20;

    private const int FrameHeader = 3,
        Frame = 6;

    /// <exception cref="ImageException">It asks for too much.</exception>
    public static void Check(ReadOnlySpan<byte> data)
    {
        if (data.Length > MostBytes)
            throw new ImageException(
                FormattableString.Invariant(
                    $"AVIF of {data.Length >> 20} MiB, above the limit of {MostBytes >> 20}: save it smaller"
                )
            );
        var meta = AvifItems.Meta(data, out _);
        var coded = AvifItems.OfKind(meta, "av01"u8).ToHashSet();
        long total = 0;
        foreach (var item in AvifItems.Pieces(data, meta).Where(p => coded.Contains(p.Item)).GroupBy(p => p.Item))
        {
            var bytes = new List<byte>();
            foreach (var (_, piece) in item)
            {
                total += piece.GetOffsetAndLength(data.Length).Length;
                if (total > 2L * data.Length)
                    throw new ImageException("damaged AVIF: its pictures share their bytes");
                bytes.AddRange(data[piece]);
            }
            int frames = Count(CollectionsMarshal.AsSpan(bytes));
            if (frames > MostFrames)
                throw new ImageException(
                    FormattableString.Invariant(
                        $"AVIF of {frames} frames in one picture, above the limit of {MostFrames}: save it again"
                    )
                );
        }
    }

    /// <summary>Frames in the units of an AV1 stream.</summary>
    internal static int Count(ReadOnlySpan<byte> units)
    {
        int frames = 0;
        while (units.Length > 0)
        {
            int type = units[0] >> 3 & 15,
                header = (units[0] & 4) == 0 ? 1 : 2;
            frames += type is FrameHeader or Frame ? 1 : 0;
            // A unit without a length is the last.
            if ((units[0] & 2) == 0 || units.Length < header)
                break;
            ulong length = 0;
            int at = header;
            for (int i = 0; i < 8 && at < units.Length; i++)
            {
                byte next = units[at++];
                length |= (ulong)(next & 127) << (7 * i);
                if (next < 128)
                    break;
            }
            if (length >= (ulong)(units.Length - at))
                break;
            units = units[(at + (int)length)..];
        }
        return frames;
    }
}
