using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlNetLabels.Images.Jpeg;

/// <summary>
/// The inverse cosine transform of a block, T.81's A.3.3, by its definition as two products with an 8 x 8 matrix, of
/// which only the rows and columns that have coefficients are taken.
/// </summary>
internal static class InverseDct
{
    private const int Side = JpegFrame.BlockSide;

    private const float Centre = 128;

    // [y][v]
    private static readonly float[] Basis = MakeBasis();

    private static readonly (int Rows, int Columns)[] Extents = ZigZag.Extents;

    /// <summary>Writes the block's 8 x 8 levels and clears its coefficients.</summary>
    /// <param name="coefficients">Column after column.</param>
    /// <param name="last">The last one that is not zero, in the file's order.</param>
    /// <param name="target">From the block's first level on.</param>
    /// <param name="stride">From one row of levels to the next.</param>
    public static void Run(Span<float> coefficients, int last, Span<byte> target, int stride)
    {
        var (rows, columns) = Extents[last];
        if (last == 0)
            Flat(coefficients[0], target, stride);
        else
            Run(ref MemoryMarshal.GetReference(coefficients), rows, columns, target, stride);
        coefficients[..(columns * Side)].Clear();
    }

    private static void Flat(float dc, Span<byte> target, int stride)
    {
        byte level = (byte)(Math.Clamp(dc / Side + Centre, 0, 255) + 0.5f);
        for (int y = 0; y < Side; y++)
            target.Slice(y * stride, Side).Fill(level);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Run(ref float coefficients, int rows, int columns, Span<byte> target, int stride)
    {
        Block first,
            second;
        Unsafe.SkipInit(out first);
        Unsafe.SkipInit(out second);
        ref float half = ref Unsafe.As<Block, float>(ref first),
            turned = ref Unsafe.As<Block, float>(ref second);
        Multiply(ref coefficients, columns, ref half);
        Transpose.Run(ref half, Side, ref turned, Side);
        Multiply(ref turned, rows, ref half);
        ref byte level = ref MemoryMarshal.GetReference(target[..(7 * stride + Side)]);
        for (int y = 0; y < Side; y += 4)
        {
            var four = Vector256
                .Narrow(
                    Round(Load(ref half, y), Load(ref half, y + 1)).AsUInt16(),
                    Round(Load(ref half, y + 2), Load(ref half, y + 3)).AsUInt16()
                )
                .AsUInt64();
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref level, y * stride), four.GetElement(0));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref level, (y + 1) * stride), four.GetElement(1));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref level, (y + 2) * stride), four.GetElement(2));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref level, (y + 3) * stride), four.GetElement(3));
        }
    }

    /// <summary>The basis times the waves of one direction, which are rows of eight.</summary>
    private static void Multiply(ref float waves, int count, ref float product)
    {
        ref float basis = ref MemoryMarshal.GetArrayDataReference(Basis);
        Vector256<float> even0 = default,
            even1 = default,
            even2 = default,
            even3 = default,
            odd0 = default,
            odd1 = default,
            odd2 = default,
            odd3 = default;
        for (int v = 0; v < count; v += 2)
        {
            var wave = Load(ref waves, v);
            even0 = Add(ref basis, v, wave, even0);
            even1 = Add(ref basis, v + Side, wave, even1);
            even2 = Add(ref basis, v + 2 * Side, wave, even2);
            even3 = Add(ref basis, v + 3 * Side, wave, even3);
            // There are eight, so an odd one follows each even one.
            wave = Load(ref waves, v + 1);
            odd0 = Add(ref basis, v + 1, wave, odd0);
            odd1 = Add(ref basis, v + 1 + Side, wave, odd1);
            odd2 = Add(ref basis, v + 1 + 2 * Side, wave, odd2);
            odd3 = Add(ref basis, v + 1 + 3 * Side, wave, odd3);
        }
        // At y and at 7 - y, the even waves are equal and the odd ones opposite.
        (even0 + odd0).StoreUnsafe(ref product);
        (even1 + odd1).StoreUnsafe(ref product, Side);
        (even2 + odd2).StoreUnsafe(ref product, 2 * Side);
        (even3 + odd3).StoreUnsafe(ref product, 3 * Side);
        (even3 - odd3).StoreUnsafe(ref product, 4 * Side);
        (even2 - odd2).StoreUnsafe(ref product, 5 * Side);
        (even1 - odd1).StoreUnsafe(ref product, 6 * Side);
        (even0 - odd0).StoreUnsafe(ref product, 7 * Side);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Add(ref float basis, int at, Vector256<float> wave, Vector256<float> sum) =>
        Vector256.MultiplyAddEstimate(Vector256.Create(Unsafe.Add(ref basis, at)), wave, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Load(ref float rows, int row) =>
        Vector256.LoadUnsafe(ref rows, (nuint)(row * Side));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Round(Vector256<float> a, Vector256<float> b)
    {
        Vector256<float> centre = Vector256.Create(Centre + 0.5f),
            most = Vector256.Create(255f);
        return Vector256.Narrow(
            Vector256.ConvertToInt32(Vector256.ClampNative(a + centre, default, most)),
            Vector256.ConvertToInt32(Vector256.ClampNative(b + centre, default, most))
        );
    }

    private static float[] MakeBasis()
    {
        var basis = new float[Side * Side];
        for (int y = 0; y < Side; y++)
        for (int v = 0; v < Side; v++)
            basis[y * Side + v] = (float)(
                (v == 0 ? Math.Sqrt(0.5) : 1) / 2 * Math.Cos((2 * y + 1) * v * Math.PI / (2 * Side))
            );
        return basis;
    }

    [InlineArray(Side * Side)]
    private struct Block
    {
        private float _first;
    }
}
