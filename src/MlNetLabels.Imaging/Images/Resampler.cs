using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MlNetLabels.Images.Libvips;

namespace MlNetLabels.Images;

/// <summary>
/// Anti-aliased bilinear resize in one pass from decoded rows to the target: for each output row the source rows are
/// weighted into one row of floats, which then is weighted along x. libvips' own thumbnail took half as long again to
/// read a photo.
/// </summary>
internal static class Resampler
{
    /// <summary>
    /// Resizes an 8-bit image of 1 or 3 bands and hands over the pixels that the layout keeps, as long as the clock
    /// allows.
    /// </summary>
    public static void Run<TTarget>(GObjectHandle image, ImageLayout stored, ref TTarget target, DecodeClock clock)
        where TTarget : IPixelTarget, allows ref struct
    {
        int width = NativeMethods.Width(image),
            height = NativeMethods.Height(image),
            bands = NativeMethods.Bands(image);
        var across = new ResampleAxis(width, stored.ScaledWidth, stored.Left, stored.Width);
        var down = new ResampleAxis(height, stored.ScaledHeight, stored.Top, stored.Height);
        using var window = new RowWindow(image, down.Taps, slack: Vector<byte>.Count, clock);
        // Whole vectors are written and, along x, four floats are read for three bands; both may pass the row's end.
        float[] sums = ArrayPool<float>.Shared.Rent(window.RowLength + Vector<byte>.Count + 1);
        try
        {
            for (int y = 0; y < down.Count; y++)
            {
                var weights = down.Weights.Slice(y * down.Taps, down.Taps);
                SumRows(window.Rows(down.First[y], down.Taps), window.RowLength, weights, sums);
                if (bands == 1)
                    SumGrey(sums, across, y, ref target);
                else
                    SumColours(sums, across, y, ref target);
            }
            window.ReadToEnd();
        }
        finally
        {
            ArrayPool<float>.Shared.Return(sums);
        }
    }

    private static void SumRows(ReadOnlySpan<byte> rows, int rowLength, ReadOnlySpan<float> weights, Span<float> sums)
    {
        ref byte source = ref MemoryMarshal.GetReference(rows);
        ref float target = ref MemoryMarshal.GetReference(sums);
        int lanes = Vector<float>.Count;
        for (int x = 0; x < rowLength; x += Vector<byte>.Count)
        {
            Vector<float> a = default,
                b = default,
                c = default,
                d = default;
            for (int k = 0; k < weights.Length; k++)
            {
                var weight = new Vector<float>(weights[k]);
                Vector.Widen(Vector.LoadUnsafe(ref source, (nuint)(x + k * rowLength)), out var low, out var high);
                Vector.Widen(low, out var first, out var second);
                Vector.Widen(high, out var third, out var fourth);
                a = Vector.MultiplyAddEstimate(ToSingle(first), weight, a);
                b = Vector.MultiplyAddEstimate(ToSingle(second), weight, b);
                c = Vector.MultiplyAddEstimate(ToSingle(third), weight, c);
                d = Vector.MultiplyAddEstimate(ToSingle(fourth), weight, d);
            }
            a.StoreUnsafe(ref target, (nuint)x);
            b.StoreUnsafe(ref target, (nuint)(x + lanes));
            c.StoreUnsafe(ref target, (nuint)(x + 2 * lanes));
            d.StoreUnsafe(ref target, (nuint)(x + 3 * lanes));
        }
    }

    // Below 2^31 signed and unsigned are the same number, and only the signed conversion is one instruction everywhere.
    private static Vector<float> ToSingle(Vector<uint> values) => Vector.ConvertToSingle(Vector.AsVectorInt32(values));

    private static void SumColours<TTarget>(ReadOnlySpan<float> sums, ResampleAxis across, int y, ref TTarget target)
        where TTarget : IPixelTarget, allows ref struct
    {
        ref float source = ref MemoryMarshal.GetReference(sums),
            weight = ref MemoryMarshal.GetReference(across.Weights);
        var first = across.First;
        int taps = across.Taps;
        for (int x = 0; x < first.Length; x++)
        {
            ref float pixel = ref Unsafe.Add(ref source, first[x] * 3);
            var colour = Vector128<float>.Zero;
            for (int k = 0; k < taps; k++)
            {
                colour = Vector128.MultiplyAddEstimate(
                    Vector128.LoadUnsafe(ref pixel),
                    Vector128.Create(weight),
                    colour
                );
                pixel = ref Unsafe.Add(ref pixel, 3);
                weight = ref Unsafe.Add(ref weight, 1);
            }
            target.Write(x, y, colour);
        }
    }

    private static void SumGrey<TTarget>(ReadOnlySpan<float> sums, ResampleAxis across, int y, ref TTarget target)
        where TTarget : IPixelTarget, allows ref struct
    {
        ref float source = ref MemoryMarshal.GetReference(sums),
            weight = ref MemoryMarshal.GetReference(across.Weights);
        var first = across.First;
        int taps = across.Taps;
        for (int x = 0; x < first.Length; x++)
        {
            ref float pixel = ref Unsafe.Add(ref source, first[x]);
            float grey = 0;
            for (int k = 0; k < taps; k++)
            {
                grey = float.MultiplyAddEstimate(Unsafe.Add(ref pixel, k), weight, grey);
                weight = ref Unsafe.Add(ref weight, 1);
            }
            target.Write(x, y, Vector128.Create(grey));
        }
    }
}
