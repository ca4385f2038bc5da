namespace MlNetLabels.Images;

/// <summary>
/// How much LZW codes stand for, without unpacking them. The codes carry no check sum, but what is damaged hardly ever
/// keeps its length, and decoders fill up what is missing without a word.
/// </summary>
/// <remarks>Welch (1984) as GIF89a, appendix F, and TIFF 6.0, section 13, have it.</remarks>
internal ref struct LzwLength
{
    public const int Codes = 1 << MostBits;

    private const int MostBits = 12,
        None = -1;

    private readonly Span<int> _lengths;
    private readonly int _bits,
        _clear;
    private readonly bool _isTiff;
    private int _next,
        _width,
        _last = None,
        _held;
    private uint _hold;

    private LzwLength(Span<int> lengths, int bits, bool isTiff)
    {
        _lengths = lengths;
        (_bits, _clear, _isTiff) = (bits, 1 << bits, isTiff);
        (_next, _width) = (_clear + 2, bits + 1);
        lengths[.._clear].Fill(1);
    }

    /// <summary>GIF's codes: lowest bit first, of <paramref name="bits"/> and more.</summary>
    /// <param name="lengths">Room for <see cref="Codes"/>.</param>
    /// <param name="bits">What the file states.</param>
    public static LzwLength OfGif(Span<int> lengths, int bits) => new(lengths, bits, isTiff: false);

    /// <summary>TIFF's codes: highest bit first, one bit longer one code earlier than they have to be.</summary>
    /// <param name="lengths">Room for <see cref="Codes"/>.</param>
    public static LzwLength OfTiff(Span<int> lengths) => new(lengths, 8, isTiff: true);

    /// <summary>Bytes that the codes so far stand for.</summary>
    public long Total { get; private set; }

    /// <summary>Whether the end code came.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Takes the next bytes; false where a code is none.</summary>
    public bool Add(scoped ReadOnlySpan<byte> codes)
    {
        foreach (byte b in codes)
        {
            _hold = _isTiff ? _hold << 8 | b : _hold | (uint)b << _held;
            for (_held += 8; _held >= _width && !HasEnded; )
            {
                _held -= _width;
                int code = (int)(_isTiff ? _hold >> _held : _hold) & ((1 << _width) - 1);
                _hold = _isTiff ? _hold : _hold >> _width;
                if (!Add(code))
                    return false;
            }
            if (HasEnded)
                break;
        }
        return true;
    }

    private bool Add(int code)
    {
        if (code == _clear)
        {
            (_next, _width, _last) = (_clear + 2, _bits + 1, None);
            return true;
        }
        if (code == _clear + 1)
            return HasEnded = true;
        if (code > _next || (_last == None && code > _clear))
            return false;
        Total += code == _next ? _lengths[_last] + 1 : _lengths[code];
        if (_last != None && _next < Codes)
        {
            _lengths[_next++] = _lengths[_last] + 1;
            if (_next + (_isTiff ? 1 : 0) == 1 << _width && _width < MostBits)
                _width++;
        }
        _last = code;
        return true;
    }
}
