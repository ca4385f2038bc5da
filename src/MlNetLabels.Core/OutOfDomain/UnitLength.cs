using MlNetLabels.Numerics;

namespace MlNetLabels.OutOfDomain;

/// <summary>Rows scaled to length 1 on the way; a row of zeros stays.</summary>
internal sealed class UnitLength(IRows rows) : IRows
{
    public int Rows => rows.Rows;

    public int Columns => rows.Columns;

    public ReadOnlySpan<float> Row(int row)
    {
        var unit = new float[Columns];
        Scale(rows.Row(row), unit);
        return unit;
    }

    /// <summary>The row scaled to length 1.</summary>
    public static void Scale(ReadOnlySpan<float> row, Span<float> unit)
    {
        double length = Of(row);
        for (int j = 0; j < row.Length; j++)
            unit[j] = (float)(row[j] / length);
    }

    /// <summary>The length of a row, 1 of one of zeros.</summary>
    public static double Of(ReadOnlySpan<float> row)
    {
        double square = 0;
        foreach (float value in row)
            square += (double)value * value;
        return square > 0 ? Math.Sqrt(square) : 1;
    }
}
