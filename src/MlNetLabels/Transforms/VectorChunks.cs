using Microsoft.ML.Data;

namespace MlNetLabels.MLNet.Transforms;

/// <summary>
/// A vector in chunks of 1, 2, 4, ... numbers, as a saved custom mapping gives it: the zip holds no sizes of its
/// columns, those come from attributes, so a length that is only known when a model is made is put together from chunks
/// whose lengths are known beforehand.
/// </summary>
internal sealed class VectorChunks
{
    private const string Prefix = "mlnetlabels.piece";

    /// <summary>The longest vector.</summary>
    public const int MaxLength = (1 << 16) - 1;

    [ColumnName(Prefix + "0"), VectorType(1 << 0)]
    public float[]? P0;

    [ColumnName(Prefix + "1"), VectorType(1 << 1)]
    public float[]? P1;

    [ColumnName(Prefix + "2"), VectorType(1 << 2)]
    public float[]? P2;

    [ColumnName(Prefix + "3"), VectorType(1 << 3)]
    public float[]? P3;

    [ColumnName(Prefix + "4"), VectorType(1 << 4)]
    public float[]? P4;

    [ColumnName(Prefix + "5"), VectorType(1 << 5)]
    public float[]? P5;

    [ColumnName(Prefix + "6"), VectorType(1 << 6)]
    public float[]? P6;

    [ColumnName(Prefix + "7"), VectorType(1 << 7)]
    public float[]? P7;

    [ColumnName(Prefix + "8"), VectorType(1 << 8)]
    public float[]? P8;

    [ColumnName(Prefix + "9"), VectorType(1 << 9)]
    public float[]? P9;

    [ColumnName(Prefix + "10"), VectorType(1 << 10)]
    public float[]? P10;

    [ColumnName(Prefix + "11"), VectorType(1 << 11)]
    public float[]? P11;

    [ColumnName(Prefix + "12"), VectorType(1 << 12)]
    public float[]? P12;

    [ColumnName(Prefix + "13"), VectorType(1 << 13)]
    public float[]? P13;

    [ColumnName(Prefix + "14"), VectorType(1 << 14)]
    public float[]? P14;

    [ColumnName(Prefix + "15"), VectorType(1 << 15)]
    public float[]? P15;

    private ref float[]? this[int bit]
    {
        get
        {
            switch (bit)
            {
                case 0:
                    return ref P0;
                case 1:
                    return ref P1;
                case 2:
                    return ref P2;
                case 3:
                    return ref P3;
                case 4:
                    return ref P4;
                case 5:
                    return ref P5;
                case 6:
                    return ref P6;
                case 7:
                    return ref P7;
                case 8:
                    return ref P8;
                case 9:
                    return ref P9;
                case 10:
                    return ref P10;
                case 11:
                    return ref P11;
                case 12:
                    return ref P12;
                case 13:
                    return ref P13;
                case 14:
                    return ref P14;
                default:
                    return ref P15;
            }
        }
    }

    /// <summary>The columns that make up a vector, in order.</summary>
    public static string[] Columns(int length) => [.. Bits(length).Select(bit => Prefix + bit)];

    /// <summary>All columns, those that are empty included.</summary>
    public static string[] AllColumns { get; } = Columns(MaxLength);

    /// <summary>Splits a vector.</summary>
    public void Split(ReadOnlySpan<float> vector)
    {
        int start = 0;
        foreach (int bit in Bits(vector.Length))
        {
            ref float[]? chunk = ref this[bit];
            chunk ??= new float[1 << bit];
            vector.Slice(start, chunk.Length).CopyTo(chunk);
            start += chunk.Length;
        }
    }

    private static IEnumerable<int> Bits(int length) => Enumerable.Range(0, 16).Where(bit => (length >> bit & 1) == 1);
}
