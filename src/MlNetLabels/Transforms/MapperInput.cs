using Microsoft.ML.Data;

namespace MlNetLabels.MLNet.Transforms;

/// <summary>What a <see cref="RowMapper"/> reads.</summary>
internal enum InputKind
{
    /// <summary>The path of an image file.</summary>
    Path,

    /// <summary>The bytes of an image file.</summary>
    Bytes,

    /// <summary>An embedding.</summary>
    Features,
}

/// <summary>A row as a <see cref="RowMapper"/> reads it.</summary>
internal abstract class MapperInput
{
    public const string StateColumn = "mlnetlabels.state",
        ValueColumn = "mlnetlabels.in";

    /// <summary>The mapper as text; a column in saved models only.</summary>
    [ColumnName(StateColumn)]
    public ReadOnlyMemory<char> State;
}

internal sealed class PathInput : MapperInput
{
    [ColumnName(ValueColumn)]
    public ReadOnlyMemory<char> Value;
}

internal sealed class BytesInput : MapperInput
{
    [ColumnName(ValueColumn)]
    public VBuffer<byte> Value;
}

internal sealed class FeaturesInput : MapperInput
{
    [ColumnName(ValueColumn)]
    public VBuffer<float> Value;

    /// <summary>The embedding, of a length that must be known.</summary>
    /// <exception cref="InvalidInputException">It has another.</exception>
    public ReadOnlySpan<float> Embedding(int dimension)
    {
        if (Value.Length != dimension)
            throw new InvalidInputException(
                $"A row has {Value.Length} features, but the model was trained on {dimension}. Embed the images with "
                    + $"the backbone it was trained on."
            );
        return Value.Dense();
    }
}
