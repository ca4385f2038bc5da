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
        // As vectors of four would be added up.
        double sum = Vector256.Sum(s01.GetLower() + s01.GetUpper() + (s23.GetLower() + s23.GetUpper()));
        for (; i < a.Length; i++)
            sum += Unsafe.Add(ref x, i) * Unsafe.Add(ref y, i);
        return sum;
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

    /// <summary>The values in double precision.</summary>
    public static double[] Widen(ReadOnlySpan<float> values)
    {
        var wide = new double[values.Length];
        for (int i = 0; i < wide.Length; i++)
            wide[i] = values[i];
        return wide;
    }
}
