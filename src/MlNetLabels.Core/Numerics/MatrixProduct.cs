using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MlNetLabels.Numerics;

/// <summary>
/// C += A B for small blocks that stay in cache. A is read one element at a time through two strides, so that it may be
/// transposed for free; B and C are row-major and read a vector at a time.
/// </summary>
/// <remarks>
/// Every element of C is one chain of fused multiply-adds over k in ascending order that starts from the element
/// itself, whichever path computes it, so tiles, tails and thread counts do not change the bits.
/// </remarks>
internal static class MatrixProduct
{
    // Twelve sums, three vectors of B and one element of A fill the sixteen registers of AVX2.
    private const int TileRows = 4,
        TileVectors = 3;

    // With a single vector of columns four sums would wait for one another.
    private const int TallRows = 8;

    /// <summary>A block of A: element (i, k) lies at i * RowStride + k * ColumnStride.</summary>
    public readonly ref struct Left(ReadOnlySpan<float> values, int rowStride, int columnStride)
    {
        public readonly ReadOnlySpan<float> Values = values;
        public readonly int RowStride = rowStride;
        public readonly int ColumnStride = columnStride;
    }

    /// <summary>
    /// Adds the product of A (m x k) and B (k x n, row stride <paramref name="bStride"/>) to C (m x n).
    /// </summary>
    public static void Add(Left a, ReadOnlySpan<float> b, int bStride, Span<float> c, int cStride, int m, int k, int n)
    {
        if (m == 0 || n == 0 || k == 0)
            return;
        Check(a.Values.Length, (m - 1) * a.RowStride + (k - 1) * a.ColumnStride);
        Check(b.Length, (k - 1) * bStride + n - 1);
        Check(c.Length, (m - 1) * cStride + n - 1);

        int width = Vector<float>.Count;
        int wideEnd = Vector.IsHardwareAccelerated ? n - n % width : 0;
        ref float a0 = ref MemoryMarshal.GetReference(a.Values);
        for (int j = 0; j < wideEnd; )
        {
            int vectors = Math.Min(TileVectors, (wideEnd - j) / width);
            int tall = vectors == 1 ? TallRows : TileRows;
            ref float b0 = ref Unsafe.Add(ref MemoryMarshal.GetReference(b), j);
            for (int i = 0; i < m; i += tall)
            {
                ref float ai = ref Unsafe.Add(ref a0, (nint)i * a.RowStride);
                ref float ci = ref Unsafe.Add(ref MemoryMarshal.GetReference(c), (nint)i * cStride + j);
                int last = Math.Min(tall, m - i) - 1;
                if (vectors == 3)
                    Tile3(ref ai, a.RowStride, a.ColumnStride, ref b0, bStride, ref ci, cStride, last, k);
                else if (vectors == 2)
                    Tile2(ref ai, a.RowStride, a.ColumnStride, ref b0, bStride, ref ci, cStride, last, k);
                else
                    Tile1(ref ai, a.RowStride, a.ColumnStride, ref b0, bStride, ref ci, cStride, last, k);
            }
            j += vectors * width;
        }
        for (int i = 0; i < m; i++)
            AddScalar(a, b, bStride, c, cStride, i, wideEnd, k, n);
    }

    /// <summary>
    /// The plain twin of <see cref="Add"/> for one row of C, from column <paramref name="from"/>; its tail, and its
    /// oracle in tests.
    /// </summary>
    public static void AddScalar(
        Left a,
        ReadOnlySpan<float> b,
        int bStride,
        Span<float> c,
        int cStride,
        int row,
        int from,
        int k,
        int n
    )
    {
        for (int j = from; j < n; j++)
        {
            float sum = c[row * cStride + j];
            for (int p = 0; p < k; p++)
                sum = MathF.FusedMultiplyAdd(a.Values[row * a.RowStride + p * a.ColumnStride], b[p * bStride + j], sum);
            c[row * cStride + j] = sum;
        }
    }

    // In all tiles, rows past the last one repeat it: they cost nothing beside it, and every copy computes and stores
    // the same bits.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile3(
        ref float a0,
        nint rowStride,
        nint columnStride,
        ref float b0,
        nint bStride,
        ref float c0,
        nint cStride,
        int last,
        int k
    )
    {
        int width = Vector<float>.Count;
        int i1 = Math.Min(1, last),
            i2 = Math.Min(2, last),
            i3 = Math.Min(3, last);
        nint r1 = i1 * rowStride,
            r2 = i2 * rowStride,
            r3 = i3 * rowStride;
        ref float c1 = ref Unsafe.Add(ref c0, i1 * cStride);
        ref float c2 = ref Unsafe.Add(ref c0, i2 * cStride);
        ref float c3 = ref Unsafe.Add(ref c0, i3 * cStride);
        Vector<float> s00 = At(ref c0, 0),
            s01 = At(ref c0, width),
            s02 = At(ref c0, 2 * width);
        Vector<float> s10 = At(ref c1, 0),
            s11 = At(ref c1, width),
            s12 = At(ref c1, 2 * width);
        Vector<float> s20 = At(ref c2, 0),
            s21 = At(ref c2, width),
            s22 = At(ref c2, 2 * width);
        Vector<float> s30 = At(ref c3, 0),
            s31 = At(ref c3, width),
            s32 = At(ref c3, 2 * width);
        for (int p = 0; p < k; p++)
        {
            var v0 = At(ref b0, 0);
            var v1 = At(ref b0, width);
            var v2 = At(ref b0, 2 * width);
            var x = new Vector<float>(a0);
            s00 = Vector.FusedMultiplyAdd(x, v0, s00);
            s01 = Vector.FusedMultiplyAdd(x, v1, s01);
            s02 = Vector.FusedMultiplyAdd(x, v2, s02);
            x = new Vector<float>(Unsafe.Add(ref a0, r1));
            s10 = Vector.FusedMultiplyAdd(x, v0, s10);
            s11 = Vector.FusedMultiplyAdd(x, v1, s11);
            s12 = Vector.FusedMultiplyAdd(x, v2, s12);
            x = new Vector<float>(Unsafe.Add(ref a0, r2));
            s20 = Vector.FusedMultiplyAdd(x, v0, s20);
            s21 = Vector.FusedMultiplyAdd(x, v1, s21);
            s22 = Vector.FusedMultiplyAdd(x, v2, s22);
            x = new Vector<float>(Unsafe.Add(ref a0, r3));
            s30 = Vector.FusedMultiplyAdd(x, v0, s30);
            s31 = Vector.FusedMultiplyAdd(x, v1, s31);
            s32 = Vector.FusedMultiplyAdd(x, v2, s32);
            a0 = ref Unsafe.Add(ref a0, columnStride);
            b0 = ref Unsafe.Add(ref b0, bStride);
        }
        s00.StoreUnsafe(ref c0);
        s01.StoreUnsafe(ref c0, (nuint)width);
        s02.StoreUnsafe(ref c0, (nuint)(2 * width));
        s10.StoreUnsafe(ref c1);
        s11.StoreUnsafe(ref c1, (nuint)width);
        s12.StoreUnsafe(ref c1, (nuint)(2 * width));
        s20.StoreUnsafe(ref c2);
        s21.StoreUnsafe(ref c2, (nuint)width);
        s22.StoreUnsafe(ref c2, (nuint)(2 * width));
        s30.StoreUnsafe(ref c3);
        s31.StoreUnsafe(ref c3, (nuint)width);
        s32.StoreUnsafe(ref c3, (nuint)(2 * width));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2(
        ref float a0,
        nint rowStride,
        nint columnStride,
        ref float b0,
        nint bStride,
        ref float c0,
        nint cStride,
        int last,
        int k
    )
    {
        int width = Vector<float>.Count;
        int i1 = Math.Min(1, last),
            i2 = Math.Min(2, last),
            i3 = Math.Min(3, last);
        nint r1 = i1 * rowStride,
            r2 = i2 * rowStride,
            r3 = i3 * rowStride;
        ref float c1 = ref Unsafe.Add(ref c0, i1 * cStride);
        ref float c2 = ref Unsafe.Add(ref c0, i2 * cStride);
        ref float c3 = ref Unsafe.Add(ref c0, i3 * cStride);
        Vector<float> s00 = At(ref c0, 0),
            s01 = At(ref c0, width),
            s10 = At(ref c1, 0),
            s11 = At(ref c1, width);
        Vector<float> s20 = At(ref c2, 0),
            s21 = At(ref c2, width),
            s30 = At(ref c3, 0),
            s31 = At(ref c3, width);
        for (int p = 0; p < k; p++)
        {
            var v0 = At(ref b0, 0);
            var v1 = At(ref b0, width);
            var x = new Vector<float>(a0);
            s00 = Vector.FusedMultiplyAdd(x, v0, s00);
            s01 = Vector.FusedMultiplyAdd(x, v1, s01);
            x = new Vector<float>(Unsafe.Add(ref a0, r1));
            s10 = Vector.FusedMultiplyAdd(x, v0, s10);
            s11 = Vector.FusedMultiplyAdd(x, v1, s11);
            x = new Vector<float>(Unsafe.Add(ref a0, r2));
            s20 = Vector.FusedMultiplyAdd(x, v0, s20);
            s21 = Vector.FusedMultiplyAdd(x, v1, s21);
            x = new Vector<float>(Unsafe.Add(ref a0, r3));
            s30 = Vector.FusedMultiplyAdd(x, v0, s30);
            s31 = Vector.FusedMultiplyAdd(x, v1, s31);
            a0 = ref Unsafe.Add(ref a0, columnStride);
            b0 = ref Unsafe.Add(ref b0, bStride);
        }
        s00.StoreUnsafe(ref c0);
        s01.StoreUnsafe(ref c0, (nuint)width);
        s10.StoreUnsafe(ref c1);
        s11.StoreUnsafe(ref c1, (nuint)width);
        s20.StoreUnsafe(ref c2);
        s21.StoreUnsafe(ref c2, (nuint)width);
        s30.StoreUnsafe(ref c3);
        s31.StoreUnsafe(ref c3, (nuint)width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1(
        ref float a0,
        nint rowStride,
        nint columnStride,
        ref float b0,
        nint bStride,
        ref float c0,
        nint cStride,
        int last,
        int k
    )
    {
        nint i1 = Math.Min(1, last),
            i2 = Math.Min(2, last),
            i3 = Math.Min(3, last),
            i4 = Math.Min(4, last),
            i5 = Math.Min(5, last),
            i6 = Math.Min(6, last),
            i7 = Math.Min(7, last);
        Vector<float> s0 = At(ref c0, 0),
            s1 = At(ref c0, i1 * cStride),
            s2 = At(ref c0, i2 * cStride),
            s3 = At(ref c0, i3 * cStride);
        Vector<float> s4 = At(ref c0, i4 * cStride),
            s5 = At(ref c0, i5 * cStride),
            s6 = At(ref c0, i6 * cStride),
            s7 = At(ref c0, i7 * cStride);
        nint r1 = i1 * rowStride,
            r2 = i2 * rowStride,
            r3 = i3 * rowStride,
            r4 = i4 * rowStride,
            r5 = i5 * rowStride,
            r6 = i6 * rowStride,
            r7 = i7 * rowStride;
        for (int p = 0; p < k; p++)
        {
            var v = At(ref b0, 0);
            s0 = Vector.FusedMultiplyAdd(new Vector<float>(a0), v, s0);
            s1 = Vector.FusedMultiplyAdd(new Vector<float>(Unsafe.Add(ref a0, r1)), v, s1);
            s2 = Vector.FusedMultiplyAdd(new Vector<float>(Unsafe.Add(ref a0, r2)), v, s2);
            s3 = Vector.FusedMultiplyAdd(new Vector<float>(Unsafe.Add(ref a0, r3)), v, s3);
            s4 = Vector.FusedMultiplyAdd(new Vector<float>(Unsafe.Add(ref a0, r4)), v, s4);
            s5 = Vector.FusedMultiplyAdd(new Vector<float>(Unsafe.Add(ref a0, r5)), v, s5);
            s6 = Vector.FusedMultiplyAdd(new Vector<float>(Unsafe.Add(ref a0, r6)), v, s6);
            s7 = Vector.FusedMultiplyAdd(new Vector<float>(Unsafe.Add(ref a0, r7)), v, s7);
            a0 = ref Unsafe.Add(ref a0, columnStride);
            b0 = ref Unsafe.Add(ref b0, bStride);
        }
        s0.StoreUnsafe(ref c0);
        s1.StoreUnsafe(ref Unsafe.Add(ref c0, i1 * cStride));
        s2.StoreUnsafe(ref Unsafe.Add(ref c0, i2 * cStride));
        s3.StoreUnsafe(ref Unsafe.Add(ref c0, i3 * cStride));
        s4.StoreUnsafe(ref Unsafe.Add(ref c0, i4 * cStride));
        s5.StoreUnsafe(ref Unsafe.Add(ref c0, i5 * cStride));
        s6.StoreUnsafe(ref Unsafe.Add(ref c0, i6 * cStride));
        s7.StoreUnsafe(ref Unsafe.Add(ref c0, i7 * cStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> At(ref float start, nint offset) =>
        Vector.LoadUnsafe(ref Unsafe.Add(ref start, offset));

    private static void Check(int length, int last)
    {
        if ((uint)last >= (uint)length)
            throw new ArgumentException($"A block reaches element {last} of a span of {length}.");
    }
}
