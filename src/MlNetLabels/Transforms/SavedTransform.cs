using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MlNetLabels.MLNet.Transforms;

/// <summary>
/// The form in which our transforms lie in a model zip. ML.NET keeps the classes that save and load transformers to
/// itself and offers others one door: a custom mapping, of which the zip holds the name of a contract and of the
/// assembly that keeps it. State has no place there, so it travels beside it as the one value of ML.NET's own value
/// mapping. The chain: state key, state, input, result, columns, and away with the helpers. Made of public transforms
/// alone, it loads in a fresh process and registers this assembly by itself.
/// </summary>
internal static class SavedTransform
{
    public static ITransformer Create(RowMapper mapper) =>
        mapper.Input switch
        {
            InputKind.Path => Create<PathInput>(mapper, PathFactory.Contract, new PathFactory()),
            InputKind.Bytes => Create<BytesInput>(mapper, BytesFactory.Contract, new BytesFactory()),
            _ => Create<FeaturesInput>(mapper, FeaturesFactory.Contract, new FeaturesFactory()),
        };

    private static TransformerChain<ITransformer> Create<TSource>(
        RowMapper mapper,
        string contract,
        ComputeFactory<TSource> factory
    )
        where TSource : MapperInput, new()
    {
        var transforms = RowMapping.NewContext().Transforms;
        var steps = new List<ITransformer>();
        var data = RowMapping.Empty(mapper);
        void Add(IEstimator<ITransformer> step)
        {
            steps.Add(step.Fit(data));
            data = steps[^1].Transform(data);
        }

        Add(transforms.CustomMapping(new StateKeyFactory().GetMapping(), StateKeyFactory.Contract));
        Add(
            transforms.Conversion.MapValue(
                MapperInput.StateColumn,
                new[] { KeyValuePair.Create(StateKey.Value, mapper.ToText()) },
                StateKey.Column
            )
        );
        Add(transforms.CopyColumns(MapperInput.ValueColumn, mapper.InputColumn));
        Add(transforms.CustomMapping(factory.GetMapping(), contract));
        for (int v = 0; v < mapper.Vectors.Count; v++)
        {
            if (mapper.Vectors[v].Length > VectorChunks.MaxLength)
                throw new InvalidInputException(
                    $"Column '{mapper.Vectors[v].Name}' has {mapper.Vectors[v].Length} slots; of our transforms, ML.NET's "
                        + $"model zips can hold {VectorChunks.MaxLength} at most."
                );
            Add(transforms.CopyColumns(WholeVector.Column, MapperOutput.Prefix + MapperOutput.Vector(v)));
            Add(transforms.CustomMapping(new VectorChunksFactory().GetMapping(), VectorChunksFactory.Contract));
            Add(transforms.Concatenate(mapper.Vectors[v].Name, VectorChunks.Columns(mapper.Vectors[v].Length)));
        }
        foreach (string other in mapper.Others)
            Add(transforms.CopyColumns(other, MapperOutput.Prefix + other));
        if (mapper.Classes is { } classes)
            Add(
                transforms.Conversion.MapValueToKey(
                    nameof(MapperOutput.PredictedLabel),
                    MapperOutput.Prefix + nameof(MapperOutput.PredictedLabel),
                    keyData: KeyData(classes)
                )
            );
        Add(
            transforms.DropColumns([
                MapperInput.StateColumn,
                StateKey.Column,
                MapperInput.ValueColumn,
                WholeVector.Column,
                .. VectorChunks.AllColumns,
                .. MapperOutput.Columns,
            ])
        );
        return new TransformerChain<ITransformer>([.. steps]);
    }

    private static IDataView KeyData(IReadOnlyList<string> classes) =>
        RowMapping.NewContext().Data.LoadFromEnumerable(classes.Select(name => new KeyRow { Name = name }));

    /// <summary>The mapper of a transformer, also in a loaded chain; null where it is none of ours.</summary>
    public static RowMapper? FindMapper(ITransformer transformer)
    {
        if (transformer is RowMapperTransformer own)
            return own.Mapper;
        if (
            transformer is not IEnumerable<ITransformer> chain
            || chain.Take(2).ToArray() is not [CustomMappingTransformer<Nothing, StateKey>, var state]
        )
            return null;
        var row = state.Transform(RowMapping.NewContext().Data.LoadFromEnumerable([new StateKey()]));
        return RowMapper.Parse(row.GetColumn<string>(MapperInput.StateColumn).Single());
    }

    private sealed class KeyRow
    {
        public string Name { get; init; } = "";
    }
}
