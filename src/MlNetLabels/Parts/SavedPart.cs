using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MlNetLabels.MLNet.Parts;

/// <summary>
/// The form in which our parts lie in a model zip. ML.NET keeps the classes that save and load transformers to itself
/// and offers others one door: a custom mapping, of which the zip holds the name of a contract and of the assembly that
/// keeps it. State has no place there, so it travels beside it as the one value of ML.NET's own value mapping. The
/// chain: state key, state, input, result, columns, and away with the helpers. Made of public parts alone, it loads in
/// a fresh process and registers this assembly by itself.
/// </summary>
internal static class SavedPart
{
    public static ITransformer Create(Part part) =>
        part.Input switch
        {
            PartInput.Path => Create<PathSource>(part, PathFactory.Contract, new PathFactory()),
            PartInput.Bytes => Create<BytesSource>(part, BytesFactory.Contract, new BytesFactory()),
            _ => Create<FeaturesSource>(part, FeaturesFactory.Contract, new FeaturesFactory()),
        };

    private static TransformerChain<ITransformer> Create<TSource>(
        Part part,
        string contract,
        ComputeFactory<TSource> factory
    )
        where TSource : PartSource, new()
    {
        var transforms = PartMapping.Context.Transforms;
        var steps = new List<ITransformer>();
        var data = PartMapping.Empty(part);
        void Add(IEstimator<ITransformer> step)
        {
            steps.Add(step.Fit(data));
            data = steps[^1].Transform(data);
        }

        Add(transforms.CustomMapping(new StateKeyFactory().GetMapping(), StateKeyFactory.Contract));
        Add(
            transforms.Conversion.MapValue(
                PartSource.StateColumn,
                new[] { KeyValuePair.Create(StateKey.Value, part.ToText()) },
                StateKey.Column
            )
        );
        Add(transforms.CopyColumns(PartSource.ValueColumn, part.InputColumn));
        Add(transforms.CustomMapping(factory.GetMapping(), contract));
        for (int v = 0; v < part.Vectors.Count; v++)
        {
            if (part.Vectors[v].Length > Pieces.MaxLength)
                throw new InvalidInputException(
                    $"Column '{part.Vectors[v].Name}' has {part.Vectors[v].Length} slots; of our parts, ML.NET's "
                        + $"model zips can hold {Pieces.MaxLength} at most."
                );
            Add(transforms.CopyColumns(WholeVector.Column, PartResult.Prefix + PartResult.Vector(v)));
            Add(transforms.CustomMapping(new PiecesFactory().GetMapping(), PiecesFactory.Contract));
            Add(transforms.Concatenate(part.Vectors[v].Name, Pieces.Columns(part.Vectors[v].Length)));
        }
        foreach (string other in part.Others)
            Add(transforms.CopyColumns(other, PartResult.Prefix + other));
        if (part.Classes is { } classes)
            Add(
                transforms.Conversion.MapValueToKey(
                    nameof(PartResult.PredictedLabel),
                    PartResult.Prefix + nameof(PartResult.PredictedLabel),
                    keyData: KeyData(classes)
                )
            );
        Add(
            transforms.DropColumns([
                PartSource.StateColumn,
                StateKey.Column,
                PartSource.ValueColumn,
                WholeVector.Column,
                .. Pieces.AllColumns,
                .. PartResult.Columns,
            ])
        );
        return new TransformerChain<ITransformer>([.. steps]);
    }

    private static IDataView KeyData(IReadOnlyList<string> classes) =>
        PartMapping.Context.Data.LoadFromEnumerable(classes.Select(name => new KeyRow { Name = name }));

    /// <summary>The part that a transformer is, also in a loaded chain; null where it is none of ours.</summary>
    public static Part? PartOf(ITransformer transformer)
    {
        if (transformer is PartTransformer own)
            return own.Part;
        if (
            transformer is not IEnumerable<ITransformer> chain
            || chain.Take(2).ToArray() is not [CustomMappingTransformer<Nothing, StateKey>, var state]
        )
            return null;
        var row = state.Transform(PartMapping.Context.Data.LoadFromEnumerable([new StateKey()]));
        return Part.Parse(row.GetColumn<string>(PartSource.StateColumn).Single());
    }

    private sealed class KeyRow
    {
        public string Name { get; init; } = "";
    }
}
