using System.Buffers.Binary;

namespace MlNetLabels.Eng.ImportBackbone;

/// <summary>
/// One tensor of a GGUF file. <paramref name="Shape"/> is row-major (GGUF stores it the other way round), empty for a
/// scalar.
/// </summary>
internal sealed record GgufTensor(string Name, IReadOnlyList<int> Shape, bool IsHalf, ReadOnlyMemory<byte> Data)
{
    /// <summary>The values in row-major order.</summary>
    public float[] ToFloats()
    {
        var bytes = Data.Span;
        var values = new float[bytes.Length / (IsHalf ? 2 : 4)];
        for (int i = 0; i < values.Length; i++)
            values[i] = IsHalf
                ? (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(2 * i)..])
                : BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]);
        return values;
    }
}
