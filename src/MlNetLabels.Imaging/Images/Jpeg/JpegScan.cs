using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MlNetLabels.Images.Jpeg;

/// <summary>The coded pixels of an ordinary JPEG, unit by unit into planes.</summary>
/// <remarks>ITU-T T.81, annexes F.2 and A.2.</remarks>
internal ref struct JpegScan
{
    // Of 8-bit images; larger differences are damage.
    private const int MostDcBits = 11;

    private const int LookUpShift = 64 - JpegHuffman.LookedUp;

    private readonly JpegFrame _frame;
    private readonly Span<float> _coefficients;
    private readonly Span<int> _dc;
    private JpegBits _bits;

    private JpegScan(JpegFrame frame, JpegBits bits, Span<float> coefficients, Span<int> dc)
    {
        _frame = frame;
        _bits = bits;
        _coefficients = coefficients;
        _dc = dc;
        _coefficients.Clear();
        _dc.Clear();
    }

    /// <summary>False where anything is not in order.</summary>
    /// <exception cref="ImageException">It is damage that libjpeg goes on after without a word.</exception>
    public static bool Decode(JpegFrame frame, ReadOnlySpan<byte> data, JpegPlanes planes, DecodeClock clock) =>
        new JpegScan(
            frame,
            new JpegBits(data[frame.Pixels..]),
            stackalloc float[ZigZag.Length],
            stackalloc int[frame.Components.Length]
        ).Run(planes, clock);

    private bool Run(JpegPlanes planes, DecodeClock clock)
    {
        int left = _frame.RestartInterval,
            restarts = 0;
        for (int y = 0; y < _frame.UnitsDown; y++)
        {
            for (int x = 0; x < _frame.UnitsAcross; x++)
            {
                if (_frame.RestartInterval > 0 && left-- == 0)
                {
                    if (!_bits.Restart(restarts++))
                        return false;
                    _dc.Clear();
                    left = _frame.RestartInterval - 1;
                }
                if (DecodeUnit(planes, x, y))
                    continue;
                CheckEnd();
                // libjpeg goes on after a run past the last coefficient, or too large a mean, without a word.
                return _bits.HasEnded
                    ? false
                    : throw new ImageException(
                        FormattableString.Invariant(
                            $"damaged JPEG: no picture has the codes at {x * _frame.UnitWidth}, {y * _frame.UnitHeight}"
                        )
                    );
            }
            CheckEnd();
            if (_bits.HasEnded)
                return false;
            clock.Check();
        }
        if (_bits.IsAtEnd())
            return true;
        // Others stop at the last pixel: that codes went astray on the way shows here alone.
        if (!_bits.HasEnded && _bits.LeftOver() is > 0 and int bytes)
            throw new ImageException(
                FormattableString.Invariant($"damaged JPEG: {bytes} bytes left over behind the last pixel")
            );
        return false;
    }

    // A file that was cut has no end, and others say so better.
    private readonly void CheckEnd()
    {
        if (_bits.HasEnded && _bits.IsAtEndMarker)
            throw new ImageException("damaged JPEG: the picture ends before its last pixel");
    }

    private bool DecodeUnit(JpegPlanes planes, int x, int y)
    {
        for (int c = 0; c < _frame.Components.Length; c++)
        {
            var component = _frame.Components[c];
            for (int row = 0; row < component.Down; row++)
            for (int column = 0; column < component.Across; column++)
            {
                int last = DecodeBlock(component, ref _dc[c]);
                if (last < 0)
                    return false;
                InverseDct.Run(
                    _coefficients,
                    last,
                    planes.Block(c, x * component.Across + column, y * component.Down + row),
                    planes.Stride(c)
                );
            }
        }
        return true;
    }

    /// <summary>The last coefficient in the file's order; below zero where the codes are none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int DecodeBlock(JpegComponent component, ref int dc)
    {
        ref float coefficients = ref MemoryMarshal.GetReference(_coefficients),
            quantiser = ref MemoryMarshal.GetArrayDataReference(component.Quantiser);
        ref byte places = ref MemoryMarshal.GetReference(ZigZag.Places);
        var (next, count) = _bits.State;
        if (count < JpegBits.Enough)
            (next, count) = _bits.Fill(next, count);

        int code = Code(component.Dc, next);
        if (code == 0 || (code & 255) > MostDcBits)
            return -1;
        int size = code & 255;
        next <<= code >> 8;
        dc += Value(next, size);
        next <<= size;
        count -= (code >> 8) + size;
        coefficients = dc * quantiser;

        var ac = component.Ac;
        ref int values = ref MemoryMarshal.GetReference(ac.Values);
        int last = 0;
        for (int k = 1; k < ZigZag.Length; k++)
        {
            if (count < JpegBits.Enough)
                (next, count) = _bits.Fill(next, count);
            int value = Unsafe.Add(ref values, (nint)(next >> LookUpShift));
            if (value != 0)
            {
                int bits = value & 255;
                next <<= bits;
                count -= bits;
                k += (value >> 8) & 255;
                value >>= 16;
            }
            else
            {
                code = Code(ac, next);
                if (code == 0)
                    return -1;
                size = code & 15;
                next <<= code >> 8;
                count -= (code >> 8) + size;
                k += (code >> 4) & 15;
                if (size == 0)
                {
                    // A run of 16 zeros; any shorter one is the block's end.
                    if ((code >> 4 & 15) == 15)
                        continue;
                    break;
                }
                value = Value(next, size);
                next <<= size;
            }
            if (k >= JpegHuffman.End)
                break;
            if (k >= ZigZag.Length)
                return -1;
            Unsafe.Add(ref coefficients, Unsafe.Add(ref places, k)) = value * Unsafe.Add(ref quantiser, k);
            last = k;
        }
        _bits.Keep(next, count);
        return last;
    }

    private static int Code(JpegHuffman codes, ulong next)
    {
        int code = codes.Short[(int)(next >> LookUpShift)];
        return code != 0 ? code : codes.Long((int)(next >> (64 - JpegHuffman.LongestCode)));
    }

    // Figure F.12: the lower half of the numbers of a size is negative.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Value(ulong next, int size)
    {
        int value = (int)(next >> 1 >> (63 - size)),
            isPositive = (int)((long)next >> 63);
        return value + (~isPositive & (1 - (1 << size)));
    }
}
