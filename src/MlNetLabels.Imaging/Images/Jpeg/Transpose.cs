using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MlNetLabels.Images.Jpeg;

/// <summary>Rows to columns, 8 x 8 floats at a time.</summary>
internal static class Transpose
{
    public const int Side = 8;

    /// <param name="source">The first of 8 rows.</param>
    /// <param name="sourceStride">Floats from one row to the next.</param>
    /// <param name="target">The first of 8 rows that receive the columns; another place than the source.</param>
    /// <param name="targetStride">Floats from one of those to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(ref float source, int sourceStride, ref float target, int targetStride)
    {
        if (Avx.IsSupported)
            RunAvx(ref source, (nuint)sourceStride, ref target, (nuint)targetStride);
        else
            RunPlain(ref source, sourceStride, ref target, targetStride);
    }

    /// <summary>The same without instructions of one kind of processor.</summary>
    internal static void RunPlain(ref float source, int sourceStride, ref float target, int targetStride)
    {
        for (int y = 0; y < Side; y++)
        for (int x = 0; x < Side; x++)
            Unsafe.Add(ref target, x * targetStride + y) = Unsafe.Add(ref source, y * sourceStride + x);
    }

    // Pairs of rows are interleaved, then pairs of those, then halves are swapped.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RunAvx(ref float source, nuint sourceStride, ref float target, nuint targetStride)
    {
        var (a, b) = Interleave(ref source, 0, sourceStride);
        var (c, d) = Interleave(ref source, 2 * sourceStride, sourceStride);
        var (e, f) = Interleave(ref source, 4 * sourceStride, sourceStride);
        var (g, h) = Interleave(ref source, 6 * sourceStride, sourceStride);
        Store(Low(a, c), Low(e, g), ref target, 0, targetStride);
        Store(High(a, c), High(e, g), ref target, targetStride, targetStride);
        Store(Low(b, d), Low(f, h), ref target, 2 * targetStride, targetStride);
        Store(High(b, d), High(f, h), ref target, 3 * targetStride, targetStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Low, Vector256<float> High) Interleave(ref float source, nuint at, nuint stride)
    {
        Vector256<float> first = Vector256.LoadUnsafe(ref source, at),
            second = Vector256.LoadUnsafe(ref source, at + stride);
        return (Avx.UnpackLow(first, second), Avx.UnpackHigh(first, second));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Low(Vector256<float> a, Vector256<float> b) => Avx.Shuffle(a, b, 0x44);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> High(Vector256<float> a, Vector256<float> b) => Avx.Shuffle(a, b, 0xEE);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<float> left, Vector256<float> right, ref float target, nuint at, nuint stride)
    {
        Avx.Permute2x128(left, right, 0x20).StoreUnsafe(ref target, at);
        Avx.Permute2x128(left, right, 0x31).StoreUnsafe(ref target, at + 4 * stride);
    }
}
