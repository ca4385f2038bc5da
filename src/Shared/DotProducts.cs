using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlNetLabels.OutOfDomain;

/// <summary>
/// Dot products of vectors with one another, sixteen at a time, so that each value read serves four of them.
/// </summary>
internal static class DotProducts
{
    /// <summary>Vectors on a side of a tile.</summary>
    public const int Tile = 4;

    /// <summary>
    /// Adds the products of vectors from <paramref name="a"/> on with those from <paramref name="b"/> on, up to
    /// <see cref="Tile"/> of each, to a matrix [d x d]. Each is summed in one fixed order.
    /// </summary>
    /// <param name="vectors">d vectors, one after another.</param>
    /// <param name="stride">From one to the next.</param>
    /// <param name="length">Values of each that count.</param>
    /// <param name="a">First vector of the rows.</param>
    /// <param name="b">First vector of the columns.</param>
    /// <param name="d">Number of vectors.</param>
    /// <param name="sums">Receives them.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ReadOnlySpan<double> vectors, int stride, int length, int a, int b, int d, Span<double> sums)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vectors.Length, (d - 1) * stride + length);
        ref double start = ref MemoryMarshal.GetReference(vectors);
        for (int i = a; i < Math.Min(a + Tile, d); i++)
        {
            // Past the last vector the last one is repeated; nothing is written there.
            nuint left = (nuint)(i * stride),
                r0 = Right(0),
                r1 = Right(1),
                r2 = Right(2),
                r3 = Right(3);
            Vector512<double> s0 = default,
                s1 = default,
                s2 = default,
                s3 = default;
            int p = 0;
            for (; p <= length - Vector512<double>.Count; p += Vector512<double>.Count)
            {
                nuint at = (nuint)p;
                var x = Vector512.LoadUnsafe(ref start, left + at);
                s0 = Vector512.FusedMultiplyAdd(x, Vector512.LoadUnsafe(ref start, r0 + at), s0);
                s1 = Vector512.FusedMultiplyAdd(x, Vector512.LoadUnsafe(ref start, r1 + at), s1);
                s2 = Vector512.FusedMultiplyAdd(x, Vector512.LoadUnsafe(ref start, r2 + at), s2);
                s3 = Vector512.FusedMultiplyAdd(x, Vector512.LoadUnsafe(ref start, r3 + at), s3);
            }
            ReadOnlySpan<double> products =
            [
                Vector512.Sum(s0),
                Vector512.Sum(s1),
                Vector512.Sum(s2),
                Vector512.Sum(s3),
            ];
            for (int j = b; j < Math.Min(b + Tile, d); j++)
            {
                double sum = products[j - b];
                for (int q = p; q < length; q++)
                    sum += vectors[i * stride + q] * vectors[j * stride + q];
                sums[i * d + j] += sum;
            }
        }

        nuint Right(int j) => (nuint)(Math.Min(b + j, d - 1) * stride);
    }
}
