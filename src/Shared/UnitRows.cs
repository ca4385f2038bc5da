using MlNetLabels.Heads;
using MlNetLabels.Numerics;

namespace MlNetLabels.Audit;

/// <summary>
/// Standardised embeddings scaled to length 1, so that dot products are cosines; a row without length stays zero.
/// </summary>
internal static class UnitRows
{
    public static Matrix Create(Matrix embeddings, Standardizer standardizer)
    {
        var unit = standardizer.Apply(embeddings);
        for (int i = 0; i < unit.Rows; i++)
            Scale(unit.Row(i));
        return unit;
    }

    /// <summary>Scales a row to length 1.</summary>
    public static void Scale(Span<float> row)
    {
        double square = 0;
        foreach (float value in row)
            square += (double)value * value;
        if (square > 0)
            System.Numerics.Tensors.TensorPrimitives.Multiply(row, (float)(1 / Math.Sqrt(square)), row);
    }
}
