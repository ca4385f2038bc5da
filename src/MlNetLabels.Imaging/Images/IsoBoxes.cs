using System.Buffers.Binary;

namespace MlNetLabels.Images;

/// <summary>The boxes of a file of the ISO base media format, one after another; ends where they are not in order.</summary>
/// <remarks>ISO/IEC 14496-12, 4.2.</remarks>
internal ref struct IsoBoxes(ReadOnlySpan<byte> data)
{
    private const int Header = 8,
        LongHeader = 16;

    private ReadOnlySpan<byte> _rest = data;
    private int _at;

    /// <summary>Where the content begins.</summary>
    public int Start { get; private set; }

    /// <summary>Four letters.</summary>
    public ReadOnlySpan<byte> Type { get; private set; }

    /// <summary>What follows length and type, as far as it is in the file.</summary>
    public ReadOnlySpan<byte> Content { get; private set; }

    public bool MoveNext()
    {
        if (_rest.Length < Header)
            return false;
        // The last box may reach to the end of the file (0); a long one has its length behind its type (1).
        ulong length = BinaryPrimitives.ReadUInt32BigEndian(_rest);
        int header = Header;
        if (length == 1 && _rest.Length >= LongHeader)
        {
            length = BinaryPrimitives.ReadUInt64BigEndian(_rest[Header..]);
            header = LongHeader;
        }
        if (length == 0)
            length = (ulong)_rest.Length;
        if (length < (ulong)header)
            return false;
        int end = (int)Math.Min(length, (ulong)_rest.Length);
        Type = _rest.Slice(4, 4);
        Content = _rest[header..end];
        Start = _at + header;
        _at += end;
        _rest = _rest[end..];
        return true;
    }

    /// <summary>The content of the first box of a type; empty where there is none.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> data, ReadOnlySpan<byte> type)
    {
        var boxes = new IsoBoxes(data);
        while (boxes.MoveNext())
            if (boxes.Type.SequenceEqual(type))
                return boxes.Content;
        return [];
    }
}
