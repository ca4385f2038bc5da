using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlNetLabels.OutOfDomain;

/// <summary>
/// Dot products of queries with a block of rows in single precision; each is summed in one fixed order, whatever the
/// block.
/// </summary>
internal static class NearestRows
{
    /// <summary>
    /// Rows of a block: eight independent sums hide the latency of a multiply-add, and the rows stay in the first
    /// cache.
    /// </summary>
    public const int Block = 8;

    /// <summary>
    /// dots[r] = query . row (first + r) for up to eight rows; past the last row the last one is repeated.
    /// </summary>
    public static void Dots(ReadOnlySpan<float> query, ReadOnlySpan<float> rows, int first, Span<float> dots)
    {
        int d = query.Length,
            last = rows.Length / d - 1;
        ArgumentOutOfRangeException.ThrowIfLessThan(dots.Length, Block);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)first, (uint)last);
        ref float q = ref MemoryMarshal.GetReference(query);
        ref float start = ref MemoryMarshal.GetReference(rows);
        ref float r0 = ref Unsafe.Add(ref start, (nint)first * d);
        ref float r1 = ref Unsafe.Add(ref start, (nint)Math.Min(first + 1, last) * d);
        ref float r2 = ref Unsafe.Add(ref start, (nint)Math.Min(first + 2, last) * d);
        ref float r3 = ref Unsafe.Add(ref start, (nint)Math.Min(first + 3, last) * d);
        ref float r4 = ref Unsafe.Add(ref start, (nint)Math.Min(first + 4, last) * d);
        ref float r5 = ref Unsafe.Add(ref start, (nint)Math.Min(first + 5, last) * d);
        ref float r6 = ref Unsafe.Add(ref start, (nint)Math.Min(first + 6, last) * d);
        ref float r7 = ref Unsafe.Add(ref start, (nint)Math.Min(first + 7, last) * d);
        Vector256<float> s0 = default,
            s1 = default,
            s2 = default,
            s3 = default,
            s4 = default,
            s5 = default,
            s6 = default,
            s7 = default;
        nuint i = 0,
            whole = (nuint)(d & ~7);
        for (; i < whole; i += 8)
        {
            var x = Vector256.LoadUnsafe(ref q, i);
            s0 = Vector256.FusedMultiplyAdd(x, Vector256.LoadUnsafe(ref r0, i), s0);
            s1 = Vector256.FusedMultiplyAdd(x, Vector256.LoadUnsafe(ref r1, i), s1);
            s2 = Vector256.FusedMultiplyAdd(x, Vector256.LoadUnsafe(ref r2, i), s2);
            s3 = Vector256.FusedMultiplyAdd(x, Vector256.LoadUnsafe(ref r3, i), s3);
            s4 = Vector256.FusedMultiplyAdd(x, Vector256.LoadUnsafe(ref r4, i), s4);
            s5 = Vector256.FusedMultiplyAdd(x, Vector256.LoadUnsafe(ref r5, i), s5);
            s6 = Vector256.FusedMultiplyAdd(x, Vector256.LoadUnsafe(ref r6, i), s6);
            s7 = Vector256.FusedMultiplyAdd(x, Vector256.LoadUnsafe(ref r7, i), s7);
        }
        (dots[0], dots[1], dots[2], dots[3]) = (
            Vector256.Sum(s0),
            Vector256.Sum(s1),
            Vector256.Sum(s2),
            Vector256.Sum(s3)
        );
        (dots[4], dots[5], dots[6], dots[7]) = (
            Vector256.Sum(s4),
            Vector256.Sum(s5),
            Vector256.Sum(s6),
            Vector256.Sum(s7)
        );
        for (; i < (nuint)d; i++)
        {
            float x = Unsafe.Add(ref q, i);
            dots[0] += x * Unsafe.Add(ref r0, i);
            dots[1] += x * Unsafe.Add(ref r1, i);
            dots[2] += x * Unsafe.Add(ref r2, i);
            dots[3] += x * Unsafe.Add(ref r3, i);
            dots[4] += x * Unsafe.Add(ref r4, i);
            dots[5] += x * Unsafe.Add(ref r5, i);
            dots[6] += x * Unsafe.Add(ref r6, i);
            dots[7] += x * Unsafe.Add(ref r7, i);
        }
    }
}
