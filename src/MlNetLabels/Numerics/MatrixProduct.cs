using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MlNetLabels.Numerics;

/// <summary>
/// C += A B for small blocks that stay in cache. A is read one element at a time through two strides, so that it may be
/// transposed for free; B and C are row-major and read a vector at a time.
/// </summary>
/// <remarks>
/// Every element of C is summed over k in ascending order with one accumulator, whichever path computes it, so tiles,
/// tails and thread counts do not change the bits.
/// </remarks>
internal static class MatrixProduct
{
    private const int TileRows = 4;
    private const int TileVectors = 3;

    /// <summary>A block of A: element (i, k) lies at i * RowStride + k * ColumnStride.</summary>
    public readonly ref struct Left(ReadOnlySpan<float> values, int rowStride, int columnStride)
    {
        public readonly ReadOnlySpan<float> Values = values;
        public readonly int RowStride = rowStride;
        public readonly int ColumnStride = columnStride;
    }

    /// <summary>Adds the product of A (m x k) and B (k x n, row stride <paramref name="bStride"/>) to C (m x n).</summary>
    public static void Add(Left a, ReadOnlySpan<float> b, int bStride, Span<float> c, int cStride, int m, int k, int n)
    {
        if (m == 0 || n == 0 || k == 0) return;
        Check(a.Values.Length, (m - 1) * a.RowStride + (k - 1) * a.ColumnStride);
        Check(b.Length, (k - 1) * bStride + n - 1);
        Check(c.Length, (m - 1) * cStride + n - 1);

        int width = Vector<float>.Count;
        int wideEnd = Vector.IsHardwareAccelerated ? n - n % width : 0;
        for (int i = 0; i < m; i += TileRows)
        {
            int rows = Math.Min(TileRows, m - i);
            for (int j = 0; j < wideEnd;)
            {
                int vectors = Math.Min(TileVectors, (wideEnd - j) / width);
                if (rows == TileRows && vectors == TileVectors) FullTile(a, b, bStride, c, cStride, i, j, k);
                else for (int r = i; r < i + rows; r++)
                    for (int v = 0; v < vectors; v++) OneVector(a, b, bStride, c, cStride, r, j + v * width, k);
                j += vectors * width;
            }
            for (int r = i; r < i + rows; r++) AddScalar(a, b, bStride, c, cStride, r, wideEnd, k, n);
        }
    }

    /// <summary>The plain twin of <see cref="Add"/> for one row of C, from column <paramref name="from"/>; its tail, and its oracle in tests.</summary>
    public static void AddScalar(Left a, ReadOnlySpan<float> b, int bStride, Span<float> c, int cStride, int row, int from, int k, int n)
    {
        for (int j = from; j < n; j++)
        {
            float sum = 0;
            for (int p = 0; p < k; p++)
                sum = MathF.FusedMultiplyAdd(a.Values[row * a.RowStride + p * a.ColumnStride], b[p * bStride + j], sum);
            c[row * cStride + j] += sum;
        }
    }

    private static void FullTile(Left a, ReadOnlySpan<float> b, int bStride, Span<float> c, int cStride, int i, int j, int k)
    {
        Vector<float> s00 = default, s01 = default, s02 = default, s10 = default, s11 = default, s12 = default;
        Vector<float> s20 = default, s21 = default, s22 = default, s30 = default, s31 = default, s32 = default;
        int width = Vector<float>.Count;
        ref float a0 = ref Unsafe.Add(ref MemoryMarshal.GetReference(a.Values), i * a.RowStride);
        ref float b0 = ref Unsafe.Add(ref MemoryMarshal.GetReference(b), j);
        nint r1 = a.RowStride, r2 = r1 * 2, r3 = r1 * 3;
        for (int p = 0; p < k; p++)
        {
            var v0 = Load(ref b0);
            var v1 = Load(ref Unsafe.Add(ref b0, width));
            var v2 = Load(ref Unsafe.Add(ref b0, 2 * width));
            var x = new Vector<float>(a0);
            s00 = Vector.FusedMultiplyAdd(x, v0, s00); s01 = Vector.FusedMultiplyAdd(x, v1, s01); s02 = Vector.FusedMultiplyAdd(x, v2, s02);
            x = new Vector<float>(Unsafe.Add(ref a0, r1));
            s10 = Vector.FusedMultiplyAdd(x, v0, s10); s11 = Vector.FusedMultiplyAdd(x, v1, s11); s12 = Vector.FusedMultiplyAdd(x, v2, s12);
            x = new Vector<float>(Unsafe.Add(ref a0, r2));
            s20 = Vector.FusedMultiplyAdd(x, v0, s20); s21 = Vector.FusedMultiplyAdd(x, v1, s21); s22 = Vector.FusedMultiplyAdd(x, v2, s22);
            x = new Vector<float>(Unsafe.Add(ref a0, r3));
            s30 = Vector.FusedMultiplyAdd(x, v0, s30); s31 = Vector.FusedMultiplyAdd(x, v1, s31); s32 = Vector.FusedMultiplyAdd(x, v2, s32);
            a0 = ref Unsafe.Add(ref a0, a.ColumnStride);
            b0 = ref Unsafe.Add(ref b0, bStride);
        }
        Store(c[(i * cStride + j)..], s00, s01, s02);
        Store(c[((i + 1) * cStride + j)..], s10, s11, s12);
        Store(c[((i + 2) * cStride + j)..], s20, s21, s22);
        Store(c[((i + 3) * cStride + j)..], s30, s31, s32);
    }

    private static void OneVector(Left a, ReadOnlySpan<float> b, int bStride, Span<float> c, int cStride, int row, int j, int k)
    {
        Vector<float> sum = default;
        ref float a0 = ref Unsafe.Add(ref MemoryMarshal.GetReference(a.Values), row * a.RowStride);
        ref float b0 = ref Unsafe.Add(ref MemoryMarshal.GetReference(b), j);
        for (int p = 0; p < k; p++)
        {
            sum = Vector.FusedMultiplyAdd(new Vector<float>(a0), Load(ref b0), sum);
            a0 = ref Unsafe.Add(ref a0, a.ColumnStride);
            b0 = ref Unsafe.Add(ref b0, bStride);
        }
        var target = c[(row * cStride + j)..];
        (new Vector<float>(target) + sum).CopyTo(target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Load(ref float at) => Vector.LoadUnsafe(ref at);

    private static void Store(Span<float> target, Vector<float> s0, Vector<float> s1, Vector<float> s2)
    {
        int width = Vector<float>.Count;
        (new Vector<float>(target) + s0).CopyTo(target);
        (new Vector<float>(target[width..]) + s1).CopyTo(target[width..]);
        (new Vector<float>(target[(2 * width)..]) + s2).CopyTo(target[(2 * width)..]);
    }

    private static void Check(int length, int last)
    {
        if ((uint)last >= (uint)length) throw new ArgumentException($"A block reaches element {last} of a span of {length}.");
    }
}
