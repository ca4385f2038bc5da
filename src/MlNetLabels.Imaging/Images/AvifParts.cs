using System.Buffers.Binary;

namespace MlNetLabels.Images;

/// <summary>
/// The pictures that an AVIF's grids are put together of. libheif leaves green what of them cannot be decoded; each
/// alone, as the file's one picture, it decodes or refuses.
/// </summary>
/// <remarks>ISO/IEC 14496-12, 8.11; ISO/IEC 23008-12, 6.6.</remarks>
internal static class AvifParts
{
    // A version of one byte and flags of three.
    private const int VersionLength = 4;

    /// <summary>The numbers of the parts; none where there is no grid.</summary>
    /// <exception cref="ImageException">Pictures are put together in another way.</exception>
    public static IReadOnlyList<uint> Of(ReadOnlySpan<byte> data)
    {
        var meta = Meta(data, out _);
        var grids = Grids(meta);
        return grids.Count == 0 ? [] : PartsOf(meta, grids);
    }

    /// <summary>Makes a part the picture that is read of the file.</summary>
    public static void SetPrimary(Span<byte> data, uint part)
    {
        var meta = Meta(data, out int at);
        var boxes = new IsoBoxes(meta);
        while (boxes.MoveNext())
        {
            if (!boxes.Type.SequenceEqual("pitm"u8))
                continue;
            var number = data[(at + boxes.Start + VersionLength)..];
            if (boxes.Content[0] == 0)
                BinaryPrimitives.WriteUInt16BigEndian(number, (ushort)part);
            else
                BinaryPrimitives.WriteUInt32BigEndian(number, part);
            return;
        }
    }

    private static ReadOnlySpan<byte> Meta(ReadOnlySpan<byte> data, out int at)
    {
        var boxes = new IsoBoxes(data);
        while (boxes.MoveNext())
        {
            at = boxes.Start + VersionLength;
            if (boxes.Type.SequenceEqual("meta"u8) && boxes.Content.Length > VersionLength)
                return boxes.Content[VersionLength..];
        }
        at = 0;
        return [];
    }

    // Version, flags, the item's number, its protection, and its type.
    private static List<uint> Grids(ReadOnlySpan<byte> meta)
    {
        var grids = new List<uint>();
        var items = IsoBoxes.Find(meta, "iinf"u8);
        int before = VersionLength + (items is [0, ..] ? 2 : 4);
        if (items.Length < before)
            return grids;
        var entries = new IsoBoxes(items[before..]);
        while (entries.MoveNext())
        {
            var entry = entries.Content;
            int size = entry is [2, ..] ? 2 : 4;
            if (entry.Length < VersionLength + size + 6 || entry[0] < 2)
                continue;
            var type = entry.Slice(VersionLength + size + 2, 4);
            if (type.SequenceEqual("grid"u8))
                grids.Add(Number(entry[VersionLength..], size));
            else if (type.SequenceEqual("iovl"u8) || type.SequenceEqual("iden"u8))
                throw new ImageException(
                    "AVIF of pictures laid over one another, which is not read here: convert it to PNG or JPEG"
                );
        }
        return grids;
    }

    // Which item is derived from which others: their numbers have four bytes from version 1 on.
    private static List<uint> PartsOf(ReadOnlySpan<byte> meta, List<uint> grids)
    {
        var parts = new List<uint>();
        var references = IsoBoxes.Find(meta, "iref"u8);
        if (references.Length < VersionLength)
            return parts;
        int size = references[0] == 0 ? 2 : 4;
        var boxes = new IsoBoxes(references[VersionLength..]);
        while (boxes.MoveNext())
        {
            var from = boxes.Content;
            if (!boxes.Type.SequenceEqual("dimg"u8) || from.Length < size + 2 || !grids.Contains(Number(from, size)))
                continue;
            for (var to = from[(size + 2)..]; to.Length >= size; to = to[size..])
                parts.Add(Number(to, size));
        }
        return parts;
    }

    private static uint Number(ReadOnlySpan<byte> data, int size) =>
        size == 2 ? BinaryPrimitives.ReadUInt16BigEndian(data) : BinaryPrimitives.ReadUInt32BigEndian(data);
}
