using System.Diagnostics;
using System.Numerics;

namespace MlNetLabels.Benchmarks.Heads;

/// <summary>The rate of fused multiply-adds in registers alone: the roof over every product.</summary>
internal static class PeakRate
{
    private const int Sums = 12,
        Steps = 4_000_000;

    public static double Gigaflops(int threads)
    {
        var clock = Stopwatch.StartNew();
        Parallel.For(0, threads, _ => Spin());
        return 2.0 * Sums * Vector<float>.Count * Steps * threads / clock.Elapsed.TotalSeconds / 1e9;
    }

    private static float Spin()
    {
        Vector<float> a = new(0.999f),
            b = new(0.001f);
        Vector<float> s0 = a,
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
            s0 = Vector.FusedMultiplyAdd(s0, a, b);
            s1 = Vector.FusedMultiplyAdd(s1, a, b);
            s2 = Vector.FusedMultiplyAdd(s2, a, b);
            s3 = Vector.FusedMultiplyAdd(s3, a, b);
            s4 = Vector.FusedMultiplyAdd(s4, a, b);
            s5 = Vector.FusedMultiplyAdd(s5, a, b);
            s6 = Vector.FusedMultiplyAdd(s6, a, b);
            s7 = Vector.FusedMultiplyAdd(s7, a, b);
            s8 = Vector.FusedMultiplyAdd(s8, a, b);
            s9 = Vector.FusedMultiplyAdd(s9, a, b);
            s10 = Vector.FusedMultiplyAdd(s10, a, b);
            s11 = Vector.FusedMultiplyAdd(s11, a, b);
        }
        return Vector.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + s10 + s11);
    }
}
