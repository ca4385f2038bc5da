using System.Buffers.Binary;

namespace MlNetLabels.Images;

/// <summary>The tags of a TIFF's first directory, as far as they lie inside the file.</summary>
internal readonly ref struct TiffDirectory
{
    private readonly ReadOnlySpan<byte> _data;
    private readonly bool _little,
        _big;
    private readonly long _start,
        _entries;

    public TiffDirectory(ReadOnlySpan<byte> data)
    {
        _data = data;
        if (data.Length < 16)
            return;
        _little = data[0] == 'I';
        _big = (_little ? data[2] : data[3]) == 43;
        ulong start = Number(_big ? 8 : 4, _big ? 8 : 4);
        if (start > (ulong)(data.Length - CountSize))
            return;
        _start = (long)start + CountSize;
        _entries = (long)Math.Min(Number((long)start, CountSize), (ulong)((data.Length - _start) / EntrySize));
    }

    private int CountSize => _big ? 8 : 2;
    private int EntrySize => _big ? 20 : 12;

    /// <summary>A tag's values; none where there is no such tag or its values are no whole numbers.</summary>
    public Values this[int tag]
    {
        get
        {
            for (long i = 0, at = _start; i < _entries; i++, at += EntrySize)
                if ((int)Number(at, 2) == tag)
                    return Read(at);
            return default;
        }
    }

    /// <summary>A tag's fractions; <paramref name="otherwise"/> where there are not as many.</summary>
    public double[] Fractions(int tag, double[] otherwise)
    {
        const int Fraction = 5,
            Size = 8;
        for (long i = 0, at = _start; i < _entries; i++, at += EntrySize)
        {
            int inside = _big ? 8 : 4;
            if ((int)Number(at, 2) != tag || (int)Number(at + 2, 2) != Fraction)
                continue;
            ulong count = Number(at + 4, inside),
                place = Number(at + 4 + inside, inside);
            if (count != (ulong)otherwise.Length || place > (ulong)_data.Length - count * Size)
                break;
            double[] found = new double[otherwise.Length];
            for (int k = 0; k < found.Length; k++)
                found[k] = (double)Number((long)place + k * Size, 4) / Number((long)place + k * Size + 4, 4);
            return found;
        }
        return otherwise;
    }

    private Values Read(long entry)
    {
        int size = (int)Number(entry + 2, 2) switch
        {
            1 => 1,
            3 => 2,
            4 => 4,
            16 => 8,
            _ => 0,
        };
        int inside = _big ? 8 : 4;
        ulong count = Number(entry + 4, inside),
            at = (ulong)entry + 4 + (ulong)inside;
        if (size == 0 || count == 0)
            return default;
        if (count > (ulong)(inside / size))
            at = Number((long)at, inside);
        return at > (ulong)_data.Length
            ? default
            : new Values(this, (long)at, size, (long)Math.Min(count, ((ulong)_data.Length - at) / (ulong)size));
    }

    private ulong Number(long at, int size)
    {
        var bytes = _data.Slice((int)at, size);
        return size switch
        {
            1 => bytes[0],
            2 => _little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes),
            4 => _little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes),
            _ => _little ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : BinaryPrimitives.ReadUInt64BigEndian(bytes),
        };
    }

    /// <summary>One tag's values, read when asked for: a file may claim millions.</summary>
    internal readonly ref struct Values(TiffDirectory directory, long at, int size, long count)
    {
        private readonly TiffDirectory _directory = directory;

        public long Count => count;

        public ulong this[long index] => _directory.Number(at + index * size, size);

        /// <summary>The first value, at most 2^32 - 1.</summary>
        public long First(long otherwise) => count > 0 ? (long)Math.Min(this[0], uint.MaxValue) : otherwise;
    }
}
