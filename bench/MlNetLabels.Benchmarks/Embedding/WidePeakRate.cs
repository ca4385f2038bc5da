using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MlNetLabels.Benchmarks.Heads;

namespace MlNetLabels.Benchmarks.Embedding;

/// <summary>
/// Fused multiply-adds of one core in registers alone, in the widest vectors that it has: the roof over the network.
/// </summary>
internal static class WidePeakRate
{
    private const int Sums = 12,
        Steps = 400_000;

    public static double Gigaflops()
    {
        if (!Vector512.IsHardwareAccelerated)
            return PeakRate.Gigaflops(threads: 1);
        long start = Stopwatch.GetTimestamp();
        Spin();
        return 2.0 * Sums * Vector512<float>.Count * Steps / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Spin()
    {
        Vector512<float> a = Vector512.Create(0.999f),
            s0 = a,
            s1 = a,
            s2 = a,
            s3 = a,
            s4 = a,
            s5 = a,
            s6 = a,
            s7 = a,
            s8 = a,
            s9 = a,
            s10 = a,
            s11 = a;
        for (int i = 0; i < Steps; i++)
        {
            s0 = Vector512.FusedMultiplyAdd(s0, a, a);
            s1 = Vector512.FusedMultiplyAdd(s1, a, a);
            s2 = Vector512.FusedMultiplyAdd(s2, a, a);
            s3 = Vector512.FusedMultiplyAdd(s3, a, a);
            s4 = Vector512.FusedMultiplyAdd(s4, a, a);
            s5 = Vector512.FusedMultiplyAdd(s5, a, a);
            s6 = Vector512.FusedMultiplyAdd(s6, a, a);
            s7 = Vector512.FusedMultiplyAdd(s7, a, a);
            s8 = Vector512.FusedMultiplyAdd(s8, a, a);
            s9 = Vector512.FusedMultiplyAdd(s9, a, a);
            s10 = Vector512.FusedMultiplyAdd(s10, a, a);
            s11 = Vector512.FusedMultiplyAdd(s11, a, a);
        }
        return Vector512.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + s10 + s11);
    }
}
