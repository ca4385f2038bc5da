using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MlNetLabels.MLNet.Transforms;

/// <summary>A row without columns.</summary>
internal sealed class Nothing;

/// <summary>A constant, by which ML.NET's value mapping finds the state in every row.</summary>
internal sealed class StateKey
{
    public const string Column = "mlnetlabels.statekey",
        Value = "state";

    [ColumnName(Column)]
    public string Key = Value;
}

/// <summary>A vector to be split into <see cref="VectorChunks"/>.</summary>
internal sealed class WholeVector
{
    public const string Column = "mlnetlabels.vector";

    [ColumnName(Column)]
    public VBuffer<float> Values;
}

[CustomMappingFactoryAttribute(Contract)]
internal sealed class StateKeyFactory : CustomMappingFactory<Nothing, StateKey>
{
    public const string Contract = "MlNetLabels.StateKey";

    public override Action<Nothing, StateKey> GetMapping() => (_, key) => key.Key = StateKey.Value;
}

[CustomMappingFactoryAttribute(Contract)]
internal sealed class PathFactory : ComputeFactory<PathInput>
{
    public const string Contract = "MlNetLabels.Path";
}

[CustomMappingFactoryAttribute(Contract)]
internal sealed class BytesFactory : ComputeFactory<BytesInput>
{
    public const string Contract = "MlNetLabels.Bytes";
}

[CustomMappingFactoryAttribute(Contract)]
internal sealed class FeaturesFactory : ComputeFactory<FeaturesInput>
{
    public const string Contract = "MlNetLabels.Features";
}

[CustomMappingFactoryAttribute(Contract)]
internal sealed class VectorChunksFactory : CustomMappingFactory<WholeVector, VectorChunks>
{
    public const string Contract = "MlNetLabels.Pieces";

    public override Action<WholeVector, VectorChunks> GetMapping() =>
        (vector, chunks) => chunks.Split(vector.Values.Dense());
}

/// <summary>
/// Computes a row by a mapper whose state comes with the row: made of it with the first row, and the same from then on.
/// </summary>
internal abstract class ComputeFactory<TSource> : CustomMappingFactory<TSource, MapperOutput>
    where TSource : MapperInput, new()
{
    private readonly Lock _gate = new();
    private Tuple<ReadOnlyMemory<char>, RowMapper>? _bound;

    public override Action<TSource, MapperOutput> GetMapping() =>
        (source, result) =>
        {
            var mapper = MapperFor(source);
            mapper.Compute(source, result);
            if (mapper.Classes is { } classes)
                result.PredictedLabel = classes[(int)result.Class];
        };

    // The value mapping hands out the same memory row after row, so this compares references and no characters.
    private RowMapper MapperFor(TSource source)
    {
        if (Volatile.Read(ref _bound) is { } bound && bound.Item1.Equals(source.State))
            return bound.Item2;
        lock (_gate)
        {
            if (_bound is null || !_bound.Item1.Equals(source.State))
                Volatile.Write(ref _bound, Tuple.Create(source.State, RowMapper.Parse(source.State.ToString())));
            return _bound.Item2;
        }
    }
}
