using System.Buffers.Binary;

namespace MlNetLabels.Images.Jpeg;

/// <summary>The marked segments of a JPEG, one after another; ends where they are not in order.</summary>
internal ref struct JpegSegments(ReadOnlySpan<byte> data)
{
    private const byte Mark = 0xFF;

    private readonly ReadOnlySpan<byte> _data = data;

    /// <summary>Where the segment ends.</summary>
    public int End { get; private set; } = 2;

    public byte Marker { get; private set; }

    /// <summary>What follows its length.</summary>
    public ReadOnlySpan<byte> Body { get; private set; }

    public bool MoveNext()
    {
        int at = End;
        if (at >= _data.Length || _data[at] != Mark)
            return false;
        // Marks may be doubled.
        while (at < _data.Length && _data[at] == Mark)
            at++;
        if (at + 3 > _data.Length)
            return false;
        Marker = _data[at];
        int length = BinaryPrimitives.ReadUInt16BigEndian(_data[(at + 1)..]);
        if (length < 2 || at + 1 + length > _data.Length)
            return false;
        Body = _data.Slice(at + 3, length - 2);
        End = at + 1 + length;
        return true;
    }
}
