using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlNetLabels.Images.Jpeg;

/// <summary>
/// The resize of <see cref="Resampler"/> for rows whose even and odd pixels stand apart, eight output rows at a time:
/// they are weighted down one by one, and across all eight at once, side by side in the lanes of a vector.
/// </summary>
internal sealed class JpegResampler : IDisposable
{
    private const int Lanes = Transpose.Side;

    private readonly JpegRows _source;
    private readonly ImageLayout _stored;
    private readonly ResampleAxis _across,
        _down;

    // Source rows by their number modulo the window, resized rows, the same in columns, and the result likewise.
    private readonly float[] _window,
        _sums,
        _columns,
        _resized,
        _rows;
    private readonly int[] _offsets;
    private readonly List<float[]> _rented = [];
    private readonly int _width;
    private int _read;

    public JpegResampler(JpegFrame frame, JpegPlanes planes, ImageLayout stored)
    {
        _source = new JpegRows(frame, planes);
        _stored = stored;
        _across = new ResampleAxis(frame.Width, stored.ScaledWidth, stored.Left, stored.Width);
        _down = new ResampleAxis(frame.Height, stored.ScaledHeight, stored.Top, stored.Height);
        _width = (stored.Width + Lanes - 1) / Lanes * Lanes;
        _window = Rent(_down.Taps * _source.Length);
        _offsets = new int[_down.Taps];
        _sums = Rent(Lanes * _source.Length);
        _columns = Rent(Lanes * _source.Length);
        _resized = Rent(3 * Lanes * _width);
        _rows = Rent(3 * Lanes * _width);
    }

    /// <summary>Hands over the rows that the layout keeps, as long as the clock allows.</summary>
    public void Run<TTarget>(ref TTarget target, DecodeClock clock)
        where TTarget : IPixelTarget, allows ref struct
    {
        for (int y = 0; y < _stored.Height; y += Lanes)
        {
            int count = Math.Min(Lanes, _stored.Height - y);
            for (int i = 0; i < count; i++)
                SumDown(y + i, _sums.AsSpan(i * _source.Length, _source.Length));
            Turn(_sums, _source.Length, _columns, Lanes, _source.Length);
            SumAcross();
            Turn(_resized, Lanes, _rows, 3 * _width, 3 * _width);
            for (int i = 0; i < count; i++)
                target.WriteRow(y + i, Row(i, 0), Row(i, 1), Row(i, 2));
            clock.Check();
        }
    }

    public void Dispose()
    {
        foreach (float[] rented in _rented)
            ArrayPool<float>.Shared.Return(rented);
        _rented.Clear();
    }

    // What is not written before it is read must be finite: it has weight zero.
    private float[] Rent(int length)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(length);
        rented.AsSpan(0, length).Clear();
        _rented.Add(rented);
        return rented;
    }

    private ReadOnlySpan<float> Row(int row, int channel) => _rows.AsSpan((3 * row + channel) * _width, _stored.Width);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SumDown(int y, Span<float> sums)
    {
        int first = _down.First[y];
        for (_read = Math.Max(_read, first); _read < first + _down.Taps; _read++)
            _source.Read(_read, _window.AsSpan(_read % _down.Taps * _source.Length));
        for (int k = 0; k < _offsets.Length; k++)
            _offsets[k] = (first + k) % _down.Taps * _source.Length;

        ref float window = ref MemoryMarshal.GetArrayDataReference(_window),
            target = ref MemoryMarshal.GetReference(sums);
        var weights = _down.Weights.Slice(y * _down.Taps, _down.Taps);
        for (int x = 0; x < sums.Length; x += 2 * JpegRows.Step)
        {
            Vector256<float> a = default,
                b = default,
                c = default,
                d = default;
            for (int k = 0; k < weights.Length; k++)
            {
                var weight = Vector256.Create(weights[k]);
                ref float row = ref Unsafe.Add(ref window, _offsets[k] + x);
                a = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref row), weight, a);
                b = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref row, Lanes), weight, b);
                c = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref row, 2 * Lanes), weight, c);
                d = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref row, 3 * Lanes), weight, d);
            }
            ref float sum = ref Unsafe.Add(ref target, x);
            a.StoreUnsafe(ref sum);
            b.StoreUnsafe(ref sum, Lanes);
            c.StoreUnsafe(ref sum, 2 * Lanes);
            d.StoreUnsafe(ref sum, 3 * Lanes);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SumAcross()
    {
        ref float columns = ref MemoryMarshal.GetArrayDataReference(_columns),
            weight = ref MemoryMarshal.GetReference(_across.Weights),
            target = ref MemoryMarshal.GetArrayDataReference(_resized);
        int taps = _across.Taps,
            half = _source.Half * Lanes,
            plane = _width * Lanes;
        bool isGrey = _source.Channels == 1;
        // Channels from the first on; a grey image's one counts three times.
        int second = isGrey ? 0 : 2 * half,
            third = isGrey ? 0 : 4 * half;
        var first = _across.First;
        for (int x = 0; x < first.Length; x++)
        {
            Vector256<float> a = default,
                b = default,
                c = default;
            for (int pixel = first[x]; pixel < first[x] + taps; pixel++)
            {
                ref float column = ref Unsafe.Add(ref columns, (pixel & 1) * half + (pixel >> 1) * Lanes);
                var share = Vector256.Create(weight);
                a = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref column), share, a);
                b = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref column, (nuint)second), share, b);
                c = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref column, (nuint)third), share, c);
                weight = ref Unsafe.Add(ref weight, 1);
            }
            ref float resized = ref Unsafe.Add(ref target, x * Lanes);
            a.StoreUnsafe(ref resized);
            b.StoreUnsafe(ref resized, (nuint)plane);
            c.StoreUnsafe(ref resized, (nuint)(2 * plane));
        }
    }

    // Eight rows to columns of eight, or back; the shorter stride is that of the columns.
    private static void Turn(float[] source, int sourceStride, float[] target, int targetStride, int length)
    {
        for (int x = 0; x < length; x += Lanes)
            Transpose.Run(
                ref source[sourceStride == Lanes ? x * Lanes : x],
                sourceStride,
                ref target[targetStride == Lanes ? x * Lanes : x],
                targetStride
            );
    }
}
