using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlNetLabels.OutOfDomain;

/// <summary>
/// Products of single precision values summed in double precision, which TensorPrimitives does not offer. The order of
/// the sum depends on nothing but the length.
/// </summary>
internal static class WideMath
{
    /// <summary>How many vectors <see cref="Dots"/> takes.</summary>
    public const int AtOnce = 4;

    /// <summary>sum_i a_i b_i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<double> b)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(b.Length, a.Length);
        ref float x = ref MemoryMarshal.GetReference(a);
        ref double y = ref MemoryMarshal.GetReference(b);
        Vector512<double> s01 = default,
            s23 = default;
        int i = 0;
        for (; i <= a.Length - 16; i += 16)
        {
            var (p, q) = Vector512.Widen(Vector512.LoadUnsafe(ref x, (nuint)i));
            s01 = Vector512.FusedMultiplyAdd(p, Vector512.LoadUnsafe(ref y, (nuint)i), s01);
            s23 = Vector512.FusedMultiplyAdd(q, Vector512.LoadUnsafe(ref y, (nuint)i + 8), s23);
        }
        double sum = Sum(s01, s23);
        for (; i < a.Length; i++)
            sum += Unsafe.Add(ref x, i) * Unsafe.Add(ref y, i);
        return sum;
    }

    /// <summary>
    /// The dot products of a with <see cref="AtOnce"/> vectors that lie one behind another, each the same bits as
    /// <see cref="Dot"/> gives; a is read once for them all.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Dots(ReadOnlySpan<float> a, ReadOnlySpan<double> vectors, Span<double> sums)
    {
        int d = a.Length;
        ArgumentOutOfRangeException.ThrowIfNotEqual(vectors.Length, AtOnce * d);
        ArgumentOutOfRangeException.ThrowIfNotEqual(sums.Length, AtOnce);
        ref float x = ref MemoryMarshal.GetReference(a);
        ref double y0 = ref MemoryMarshal.GetReference(vectors),
            y1 = ref Unsafe.Add(ref y0, d),
            y2 = ref Unsafe.Add(ref y1, d),
            y3 = ref Unsafe.Add(ref y2, d);
        Vector512<double> s0 = default,
            s1 = default,
            s2 = default,
            s3 = default,
            t0 = default,
            t1 = default,
            t2 = default,
            t3 = default;
        int i = 0;
        for (; i <= d - 16; i += 16)
        {
            var (p, q) = Vector512.Widen(Vector512.LoadUnsafe(ref x, (nuint)i));
            nuint first = (nuint)i,
                second = first + 8;
            s0 = Vector512.FusedMultiplyAdd(p, Vector512.LoadUnsafe(ref y0, first), s0);
            t0 = Vector512.FusedMultiplyAdd(q, Vector512.LoadUnsafe(ref y0, second), t0);
            s1 = Vector512.FusedMultiplyAdd(p, Vector512.LoadUnsafe(ref y1, first), s1);
            t1 = Vector512.FusedMultiplyAdd(q, Vector512.LoadUnsafe(ref y1, second), t1);
            s2 = Vector512.FusedMultiplyAdd(p, Vector512.LoadUnsafe(ref y2, first), s2);
            t2 = Vector512.FusedMultiplyAdd(q, Vector512.LoadUnsafe(ref y2, second), t2);
            s3 = Vector512.FusedMultiplyAdd(p, Vector512.LoadUnsafe(ref y3, first), s3);
            t3 = Vector512.FusedMultiplyAdd(q, Vector512.LoadUnsafe(ref y3, second), t3);
        }
        sums[0] = Sum(s0, t0);
        sums[1] = Sum(s1, t1);
        sums[2] = Sum(s2, t2);
        sums[3] = Sum(s3, t3);
        for (; i < d; i++)
        for (int k = 0; k < AtOnce; k++)
            sums[k] += Unsafe.Add(ref x, i) * vectors[k * d + i];
    }

    /// <summary>sum_i (a_i - b_i)^2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SquaredDistance(ReadOnlySpan<float> a, ReadOnlySpan<double> b)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(b.Length, a.Length);
        ref float x = ref MemoryMarshal.GetReference(a);
        ref double y = ref MemoryMarshal.GetReference(b);
        Vector256<double> s0 = default,
            s1 = default;
        int i = 0;
        for (; i <= a.Length - 8; i += 8)
        {
            var (p, q) = Vector256.Widen(Vector256.LoadUnsafe(ref x, (nuint)i));
            p -= Vector256.LoadUnsafe(ref y, (nuint)i);
            q -= Vector256.LoadUnsafe(ref y, (nuint)i + 4);
            s0 = Vector256.FusedMultiplyAdd(p, p, s0);
            s1 = Vector256.FusedMultiplyAdd(q, q, s1);
        }
        double sum = Vector256.Sum(s0 + s1);
        for (; i < a.Length; i++)
        {
            double difference = Unsafe.Add(ref x, i) - Unsafe.Add(ref y, i);
            sum += difference * difference;
        }
        return sum;
    }

    // As vectors of four would be added up.
    private static double Sum(Vector512<double> a, Vector512<double> b) =>
        Vector256.Sum(a.GetLower() + a.GetUpper() + (b.GetLower() + b.GetUpper()));

    /// <summary>The values in double precision.</summary>
    public static double[] Widen(ReadOnlySpan<float> values)
    {
        var wide = new double[values.Length];
        for (int i = 0; i < wide.Length; i++)
            wide[i] = values[i];
        return wide;
    }
}
