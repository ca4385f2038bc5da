using System.Buffers.Binary;

namespace MlNetLabels.Images;

/// <summary>
/// The pictures that an AVIF's grids are put together of. libheif leaves green what of them cannot be decoded; each
/// alone, as the file's one picture, it decodes or refuses.
/// </summary>
/// <remarks>ISO/IEC 14496-12, 8.11; ISO/IEC 23008-12, 6.6.</remarks>
internal static class AvifParts
{
    /// <summary>The numbers of the parts; none where there is no grid.</summary>
    /// <exception cref="ImageException">Pictures are put together in another way.</exception>
    public static IReadOnlyList<uint> Of(ReadOnlySpan<byte> data)
    {
        var meta = AvifItems.Meta(data, out _);
        if (AvifItems.OfKind(meta, "iovl"u8).Count + AvifItems.OfKind(meta, "iden"u8).Count > 0)
            throw new ImageException(
                "AVIF of pictures laid over one another, which is not read here: convert it to JPEG or PNG"
            );
        var grids = AvifItems.OfKind(meta, "grid"u8);
        return grids.Count == 0 ? [] : PartsOf(meta, grids);
    }

    /// <summary>Makes a part the picture that is read of the file.</summary>
    public static void SetPrimary(Span<byte> data, uint part)
    {
        var meta = AvifItems.Meta(data, out int at);
        var boxes = new IsoBoxes(meta);
        while (boxes.MoveNext())
        {
            if (!boxes.Type.SequenceEqual("pitm"u8))
                continue;
            var number = data[(at + boxes.Start + AvifItems.VersionLength)..];
            if (boxes.Content[0] == 0)
                BinaryPrimitives.WriteUInt16BigEndian(number, (ushort)part);
            else
                BinaryPrimitives.WriteUInt32BigEndian(number, part);
            return;
        }
    }

    // Which item is derived from which others: their numbers have four bytes from version 1 on.
    private static List<uint> PartsOf(ReadOnlySpan<byte> meta, List<uint> grids)
    {
        var parts = new List<uint>();
        var references = IsoBoxes.Find(meta, "iref"u8);
        if (references.Length < AvifItems.VersionLength)
            return parts;
        int size = references[0] == 0 ? 2 : 4;
        var boxes = new IsoBoxes(references[AvifItems.VersionLength..]);
        while (boxes.MoveNext())
        {
            var from = boxes.Content;
            if (
                !boxes.Type.SequenceEqual("dimg"u8)
                || from.Length < size + 2
                || !grids.Contains((uint)AvifItems.Number(from, size))
            )
                continue;
            for (var to = from[(size + 2)..]; to.Length >= size; to = to[size..])
                parts.Add((uint)AvifItems.Number(to, size));
        }
        return parts;
    }
}
