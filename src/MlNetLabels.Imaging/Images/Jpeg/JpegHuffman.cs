namespace MlNetLabels.Images.Jpeg;

/// <summary>
/// One set of codes. Most are looked up by the next bits; of coefficients, code and value together.
/// </summary>
/// <remarks>ITU-T T.81, annexes C and F.2.</remarks>
internal sealed class JpegHuffman
{
    /// <summary>Bits that are looked up at once.</summary>
    public const int LookedUp = 10;

    public const int LongestCode = 16;

    /// <summary>Beyond any coefficient.</summary>
    public const int End = 128;

    private readonly byte[] _symbols;
    private readonly ushort[] _short = new ushort[1 << LookedUp];
    private readonly int[] _values = new int[1 << LookedUp];

    // For each length: one more than the last code, at 16 bits, and what to add to a code to find its symbol.
    private readonly int[] _ends = new int[LongestCode + 1],
        _offsets = new int[LongestCode + 1];

    private JpegHuffman(byte[] symbols) => _symbols = symbols;

    public static JpegHuffman Empty { get; } = new([]);

    /// <summary>Bytes that describe it.</summary>
    public int Bytes => LongestCode + _symbols.Length;

    /// <summary>Length times 256 plus symbol for the next bits; 0 where the code is longer or none.</summary>
    public ReadOnlySpan<ushort> Short => _short;

    /// <summary>
    /// For the next bits, where code and value fit: value times 65536, plus run times 256, plus bits; else 0. The end
    /// of a block is a run of <see cref="End"/>.
    /// </summary>
    public ReadOnlySpan<int> Values => _values;

    /// <summary>Null where it is no set of codes.</summary>
    public static JpegHuffman? Read(ReadOnlySpan<byte> body, bool isAc)
    {
        if (body.Length < LongestCode)
            return null;
        int count = 0;
        foreach (byte ofLength in body[..LongestCode])
            count += ofLength;
        if (count > 256 || body.Length < LongestCode + count)
            return null;
        var codes = new JpegHuffman(body.Slice(LongestCode, count).ToArray());
        if (!codes.Assign(body[..LongestCode]))
            return null;
        if (isAc)
            codes.FillValues();
        return codes;
    }

    /// <summary>A code longer than those looked up, as length times 256 plus symbol; 0 where there is none.</summary>
    public int Long(int next16)
    {
        for (int length = LookedUp + 1; length <= LongestCode; length++)
            if (next16 < _ends[length])
                return length << 8 | _symbols[(next16 >> (LongestCode - length)) + _offsets[length]];
        return 0;
    }

    private bool Assign(ReadOnlySpan<byte> counts)
    {
        int code = 0,
            symbol = 0;
        for (int length = 1; length <= LongestCode; length++, code <<= 1)
        {
            _offsets[length] = symbol - code;
            for (int i = 0; i < counts[length - 1]; i++, code++, symbol++)
                if (length <= LookedUp && code < 1 << length)
                    _short
                        .AsSpan(code << (LookedUp - length), 1 << (LookedUp - length))
                        .Fill((ushort)(length << 8 | _symbols[symbol]));
            // The code of ones alone is not used.
            if (code >= 1 << length && counts[length - 1] > 0 || code > 1 << length)
                return false;
            _ends[length] = code << (LongestCode - length);
        }
        return true;
    }

    private void FillValues()
    {
        for (int next = 0; next < _short.Length; next++)
        {
            int length = _short[next] >> 8,
                run = (_short[next] >> 4) & 15,
                size = _short[next] & 15;
            if (length > 0 && size == 0 && run < 15)
                _values[next] = End << 8 | length;
            if (length == 0 || size == 0 || length + size > LookedUp)
                continue;
            int bits = (next >> (LookedUp - length - size)) & ((1 << size) - 1);
            int value = bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits;
            _values[next] = value << 16 | run << 8 | length + size;
        }
    }
}
