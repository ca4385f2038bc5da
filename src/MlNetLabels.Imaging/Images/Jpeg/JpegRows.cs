using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlNetLabels.Images.Jpeg;

/// <summary>
/// Rows of R, G, B from a JPEG's planes, as libjpeg makes them to the bit: colours of half the pixels are interpolated,
/// three quarters to one quarter, and every step is rounded as there. Even and odd pixels of a row stand apart.
/// </summary>
internal sealed class JpegRows
{
    /// <summary>What <see cref="Half"/> is a multiple of.</summary>
    public const int Step = 16;

    private const int Lanes = 8;

    private readonly JpegFrame _frame;
    private readonly JpegPlanes _planes;
    private readonly int _across,
        _down;

    // Colours of one row, weighted down; a value more at either end.
    private readonly float[] _blue = [],
        _red = [];

    public JpegRows(JpegFrame frame, JpegPlanes planes)
    {
        (_frame, _planes) = (frame, planes);
        (_across, _down) = (frame.Components[0].Across, frame.Components[0].Down);
        Half = ((frame.Width + 1) / 2 + Step - 1) / Step * Step;
        if (frame.Components.Length > 1)
            (_blue, _red) = (new float[2 * Half + 2 * Lanes], new float[2 * Half + 2 * Lanes]);
    }

    /// <summary>Even pixels of one channel, or odd ones, with what fills their last vector.</summary>
    public int Half { get; }

    /// <summary>1 of a grey image, or 3.</summary>
    public int Channels => _frame.Components.Length;

    /// <summary>Floats of a row: for each channel even pixels, then odd ones.</summary>
    public int Length => 2 * Channels * Half;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Read(int y, Span<float> row)
    {
        ref byte lightness = ref MemoryMarshal.GetReference(_planes.Rows(0, y));
        ref float target = ref MemoryMarshal.GetReference(row[..Length]);
        if (Channels == 1)
        {
            for (int x = 0; x < Half; x += Lanes)
            {
                var (even, odd) = Apart(ref lightness, 2 * x);
                even.StoreUnsafe(ref target, (nuint)x);
                odd.StoreUnsafe(ref target, (nuint)(Half + x));
            }
            return;
        }
        Down(1, y, _blue);
        Down(2, y, _red);
        ref float blues = ref MemoryMarshal.GetArrayDataReference(_blue),
            reds = ref MemoryMarshal.GetArrayDataReference(_red);
        for (int x = 0; x < Half; x += Lanes)
        {
            var (even, odd) = Apart(ref lightness, 2 * x);
            var (evenBlue, oddBlue) = Across(ref blues, x);
            var (evenRed, oddRed) = Across(ref reds, x);
            Store(even, evenBlue, evenRed, ref target, x);
            Store(odd, oddBlue, oddRed, ref target, Half + x);
        }
    }

    // Three of the row itself and one of its neighbour on that side, or the row as it is.
    private void Down(int component, int y, Span<float> sums)
    {
        int own = y / _down,
            count = (_frame.Width + _across - 1) / _across;
        int neighbour = Math.Clamp(own + (y % 2 == 0 ? -1 : 1), 0, (_frame.Height + _down - 1) / _down - 1);
        ref byte first = ref MemoryMarshal.GetReference(_planes.Rows(component, own)),
            second = ref MemoryMarshal.GetReference(_planes.Rows(component, neighbour));
        ref float target = ref MemoryMarshal.GetReference(sums);
        for (int x = 0; x < count; x += Lanes)
        {
            var sum = Load(ref first, x);
            if (_down == 2)
                sum = Vector256.MultiplyAddEstimate(sum, Vector256.Create(3f), Load(ref second, x));
            sum.StoreUnsafe(ref target, (nuint)(Lanes + x));
        }
        sums[Lanes - 1] = sums[Lanes];
        sums[Lanes + count] = sums[Lanes + count - 1];
    }

    private (Vector256<float> Even, Vector256<float> Odd) Across(ref float sums, int x)
    {
        if (_across == 1)
            return Apart(ref sums, Lanes + 2 * x);
        Vector256<float> own = Vector256.LoadUnsafe(ref sums, (nuint)(Lanes + x)) * 3,
            left = Vector256.LoadUnsafe(ref sums, (nuint)(Lanes + x - 1)),
            right = Vector256.LoadUnsafe(ref sums, (nuint)(Lanes + x + 1));
        var (share, evenHalf, oddHalf) = _down == 2 ? (1f / 16, 8f, 7f) : (1f / 4, 1f, 2f);
        return (
            Vector256.Floor((own + left + Vector256.Create(evenHalf)) * share),
            Vector256.Floor((own + right + Vector256.Create(oddHalf)) * share)
        );
    }

    // JFIF 1.02, with the colours' parts rounded first.
    private void Store(Vector256<float> lightness, Vector256<float> blue, Vector256<float> red, ref float target, int x)
    {
        var centre = Vector256.Create(128f);
        blue -= centre;
        red -= centre;
        Level(lightness + Vector256.Round(red * 1.402f)).StoreUnsafe(ref target, (nuint)x);
        Level(lightness - Vector256.Round(blue * 0.344136286f + red * 0.714136286f))
            .StoreUnsafe(ref target, (nuint)(2 * Half + x));
        Level(lightness + Vector256.Round(blue * 1.772f)).StoreUnsafe(ref target, (nuint)(4 * Half + x));
    }

    private static Vector256<float> Level(Vector256<float> value) =>
        Vector256.ClampNative(value, default, Vector256.Create(255f));

    private static Vector256<float> Load(ref byte source, int x) =>
        Vector256.ConvertToSingle(
            Vector256
                .WidenLower(Vector128.WidenLower(Vector128.LoadUnsafe(ref source, (nuint)x)).ToVector256())
                .AsInt32()
        );

    private static (Vector256<float> Even, Vector256<float> Odd) Apart(ref byte source, int x)
    {
        var pairs = Vector256.WidenLower(Vector128.LoadUnsafe(ref source, (nuint)x).AsUInt16().ToVector256()).AsInt32();
        return (
            Vector256.ConvertToSingle(pairs & Vector256.Create(255)),
            Vector256.ConvertToSingle(Vector256.ShiftRightLogical(pairs, 8))
        );
    }

    private static (Vector256<float> Even, Vector256<float> Odd) Apart(ref float source, int x)
    {
        Vector256<float> first = Vector256.LoadUnsafe(ref source, (nuint)x),
            second = Vector256.LoadUnsafe(ref source, (nuint)(x + Lanes));
        var evens = Vector256.Create(0, 2, 4, 6, 1, 3, 5, 7);
        first = Vector256.Shuffle(first, evens);
        second = Vector256.Shuffle(second, evens);
        return (
            Vector256.Create(first.GetLower(), second.GetLower()),
            Vector256.Create(first.GetUpper(), second.GetUpper())
        );
    }
}
