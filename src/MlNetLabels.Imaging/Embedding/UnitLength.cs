using System.Numerics.Tensors;

namespace MlNetLabels.Embedding;

/// <summary>Vectors of Euclidean length 1.</summary>
internal static class UnitLength
{
    /// <summary>Divides a vector by its length; one without length stays zero.</summary>
    public static void Scale(Span<float> vector)
    {
        double square = 0;
        foreach (float value in vector)
            square += (double)value * value;
        if (square > 0)
            TensorPrimitives.Multiply(vector, (float)(1 / Math.Sqrt(square)), vector);
    }
}
