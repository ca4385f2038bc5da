using System.Buffers.Binary;

namespace MlNetLabels.Images.Jpeg;

/// <summary>
/// The coded pixels bit by bit, without the zeros that follow bytes of ones. From a marker, or the end, on come zeros,
/// and <see cref="HasEnded"/> tells once any of those was taken.
/// </summary>
internal ref struct JpegBits(ReadOnlySpan<byte> data)
{
    private const byte Mark = 0xFF;

    /// <summary>Enough for the longest code and the longest value after it.</summary>
    public const int Enough = 32;

    private readonly ReadOnlySpan<byte> _data = data;
    private ulong _next;
    private int _at,
        _count,
        _made;

    /// <summary>Whether bits were taken that are not in the data.</summary>
    public readonly bool HasEnded => _count < _made;

    /// <summary>The next bits, first one highest, and how many of them count.</summary>
    public readonly (ulong Next, int Count) State => (_next, _count);

    /// <summary>Given what is left of the state, a state of at least 32 bits.</summary>
    public (ulong Next, int Count) Fill(ulong next, int count)
    {
        Keep(next, count);
        FillUp();
        return State;
    }

    /// <summary>Takes back what is left of the state.</summary>
    public void Keep(ulong next, int count) => (_next, _count) = (next, count);

    /// <summary>
    /// Goes past the restart marker of that number; false where anything else comes before it, or bits are left over.
    /// </summary>
    public bool Restart(int number)
    {
        // Up to 7 bits fill the last byte.
        if (HasEnded || _count - _made >= 8 || _at + 2 > _data.Length || _data[_at] != Mark)
            return false;
        if (_data[_at + 1] != 0xD0 + (number & 7))
            return false;
        _at += 2;
        (_next, _count, _made) = (0, 0, 0);
        return true;
    }

    /// <summary>Whether the image's end follows, with less than a byte left over.</summary>
    public readonly bool IsAtEnd() => !HasEnded && _count - _made < 8 && IsAtEndMarker;

    /// <summary>Whether the image's end is what comes after the bytes taken so far.</summary>
    public readonly bool IsAtEndMarker => _at + 2 <= _data.Length && _data[_at] == Mark && _data[_at + 1] == 0xD9;

    /// <summary>
    /// Whole bytes that nothing was made of before the next marker. Zeros do not count: some encoders pad with them.
    /// </summary>
    public readonly int LeftOver()
    {
        int held = Math.Max(0, _count - _made),
            over = 0;
        // What is left of a byte begun belongs to the last pixel.
        for (ulong rest = _next << (held & 7); held >= 8; held -= 8, rest <<= 8)
            over += rest >> 56 == 0 ? 0 : 1;
        for (int at = _at; at < _data.Length; at++)
        {
            if (_data[at] == Mark && (at + 1 == _data.Length || _data[at + 1] != 0))
                return over;
            over += _data[at] == 0 ? 0 : 1;
        }
        return over;
    }

    private void FillUp()
    {
        if (_at + sizeof(ulong) <= _data.Length)
        {
            ulong word = BinaryPrimitives.ReadUInt64BigEndian(_data[_at..]);
            if (!HasMark(word))
            {
                int bytes = (63 - _count) >> 3;
                _next |= word >> _count;
                _at += bytes;
                _count += 8 * bytes;
                return;
            }
        }
        while (_count <= 56)
        {
            ulong value = 0;
            if (_at < _data.Length && _data[_at] != Mark)
                value = _data[_at++];
            else if (_at + 1 < _data.Length && _data[_at + 1] == 0)
            {
                value = Mark;
                _at += 2;
            }
            else
                _made += 8;
            _next |= value << (56 - _count);
            _count += 8;
        }
    }

    // A byte of ones is a zero of the complement.
    private static bool HasMark(ulong word) => ((~word - 0x0101010101010101) & word & 0x8080808080808080) != 0;
}
