using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MlNetLabels.MLNet.Parts;

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

/// <summary>A vector to be cut into <see cref="Pieces"/>.</summary>
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
internal sealed class PathFactory : ComputeFactory<PathSource>
{
    public const string Contract = "MlNetLabels.Path";
}

[CustomMappingFactoryAttribute(Contract)]
internal sealed class BytesFactory : ComputeFactory<BytesSource>
{
    public const string Contract = "MlNetLabels.Bytes";
}

[CustomMappingFactoryAttribute(Contract)]
internal sealed class FeaturesFactory : ComputeFactory<FeaturesSource>
{
    public const string Contract = "MlNetLabels.Features";
}

[CustomMappingFactoryAttribute(Contract)]
internal sealed class PiecesFactory : CustomMappingFactory<WholeVector, Pieces>
{
    public const string Contract = "MlNetLabels.Pieces";

    public override Action<WholeVector, Pieces> GetMapping() => (vector, pieces) => pieces.Cut(vector.Values.Dense());
}

/// <summary>
/// Computes a part whose state comes with the row: made of it with the first row, and the same from then on.
/// </summary>
internal abstract class ComputeFactory<TSource> : CustomMappingFactory<TSource, PartResult>
    where TSource : PartSource, new()
{
    private readonly Lock _gate = new();
    private Tuple<ReadOnlyMemory<char>, Part>? _bound;

    public override Action<TSource, PartResult> GetMapping() =>
        (source, result) =>
        {
            var part = PartOf(source);
            part.Compute(source, result);
            if (part.Classes is { } classes)
                result.PredictedLabel = classes[(int)result.Class];
        };

    // The value mapping hands out the same memory row after row, so this compares references and no characters.
    private Part PartOf(TSource source)
    {
        if (Volatile.Read(ref _bound) is { } bound && bound.Item1.Equals(source.State))
            return bound.Item2;
        lock (_gate)
        {
            if (_bound is null || !_bound.Item1.Equals(source.State))
                Volatile.Write(ref _bound, Tuple.Create(source.State, Part.Parse(source.State.ToString())));
            return _bound.Item2;
        }
    }
}
