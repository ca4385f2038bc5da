using System.Buffers.Binary;

namespace MlNetLabels.Images;

/// <summary>What an AVIF says of the pictures in it: their numbers, their kinds, and where their bytes lie.</summary>
/// <remarks>ISO/IEC 14496-12, 8.11.3 and 8.11.6.</remarks>
internal static class AvifItems
{
    // A version of one byte and flags of three.
    public const int VersionLength = 4;

    /// <summary>The content of the box that describes the items, and where it begins; empty where there is none.</summary>
    public static ReadOnlySpan<byte> Meta(ReadOnlySpan<byte> data, out int at)
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

    /// <summary>The numbers of the items of a kind, of four letters.</summary>
    public static List<uint> OfKind(ReadOnlySpan<byte> meta, ReadOnlySpan<byte> kind)
    {
        var found = new List<uint>();
        var items = IsoBoxes.Find(meta, "iinf"u8);
        int before = VersionLength + (items is [0, ..] ? 2 : 4);
        if (items.Length < before)
            return found;
        var entries = new IsoBoxes(items[before..]);
        while (entries.MoveNext())
        {
            // Version, flags, the item's number, its protection, and its kind.
            var entry = entries.Content;
            int size = entry is [2, ..] ? 2 : 4;
            if (entry.Length < VersionLength + size + 6 || entry[0] < 2)
                continue;
            if (entry.Slice(VersionLength + size + 2, 4).SequenceEqual(kind))
                found.Add((uint)Number(entry[VersionLength..], size));
        }
        return found;
    }

    /// <summary>Where in the file the bytes of each item lie, as far as they do; an item may come in pieces.</summary>
    public static List<(uint Item, Range Bytes)> Pieces(ReadOnlySpan<byte> data, ReadOnlySpan<byte> meta)
    {
        var pieces = new List<(uint, Range)>();
        var rest = IsoBoxes.Find(meta, "iloc"u8);
        if (rest.Length < VersionLength + 2)
            return pieces;
        int version = rest[0],
            numberSize = version < 2 ? 2 : 4,
            offsetSize = rest[4] >> 4,
            lengthSize = rest[4] & 15,
            baseSize = rest[5] >> 4,
            indexSize = version > 0 ? rest[5] & 15 : 0;
        rest = rest[6..];
        for (ulong items = Take(ref rest, numberSize); items > 0 && rest.Length > 0; items--)
        {
            uint item = (uint)Take(ref rest, numberSize);
            bool inFile = version == 0 || (Take(ref rest, 2) & 15) == 0;
            Take(ref rest, 2);
            ulong start = Take(ref rest, baseSize);
            for (ulong extents = Take(ref rest, 2); extents > 0 && rest.Length > 0; extents--)
            {
                Take(ref rest, indexSize);
                ulong from = unchecked(start + Take(ref rest, offsetSize)),
                    length = Take(ref rest, lengthSize);
                if (!inFile || from >= (ulong)data.Length)
                    continue;
                ulong most = (ulong)data.Length - from;
                // No length is all of the file.
                int count = (int)(length == 0 ? most : Math.Min(length, most));
                pieces.Add((item, (int)from..((int)from + count)));
            }
        }
        return pieces;
    }

    // Zero where the box is too short.
    private static ulong Take(ref ReadOnlySpan<byte> rest, int size)
    {
        if (rest.Length < size)
        {
            rest = [];
            return 0;
        }
        ulong value = Number(rest, size);
        rest = rest[size..];
        return value;
    }

    public static ulong Number(ReadOnlySpan<byte> data, int size) =>
        size switch
        {
            0 => 0,
            2 => BinaryPrimitives.ReadUInt16BigEndian(data),
            4 => BinaryPrimitives.ReadUInt32BigEndian(data),
            8 => BinaryPrimitives.ReadUInt64BigEndian(data),
            _ => 0,
        };
}
