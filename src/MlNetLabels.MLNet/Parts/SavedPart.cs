using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetLabels.MLNet.Parts;

/// <summary>
/// The form in which our parts lie in a model zip. ML.NET keeps the classes that save and load transformers to itself and offers others
/// one door: a custom mapping, of which the zip holds the name of a contract and of the assembly that keeps it. State has no place there,
/// so it travels beside it as the one value of ML.NET's own value mapping. The chain: state key, state, input, numbers, vectors, decisions,
/// and away with the helpers. Made of public parts alone, it loads in a fresh process and registers this assembly by itself.
/// </summary>
internal static class SavedPart
{
    private const string Numbers = SlicedSource.NumbersColumn;

    public static ITransformer Create(Part part) => part.Input switch
    {
        PartInput.Path => Create<PathSource>(part, ComputePathFactory.Contract, new ComputePathFactory().GetMapping()),
        PartInput.Bytes => Create<BytesSource>(part, ComputeBytesFactory.Contract, new ComputeBytesFactory().GetMapping()),
        _ => Create<FeaturesSource>(part, ComputeFeaturesFactory.Contract, new ComputeFeaturesFactory().GetMapping()),
    };

    private static TransformerChain<ITransformer> Create<TSource>(Part part, string contract, Action<TSource, Pieces> compute) where TSource : PartSource, new()
    {
        if (part.Length > Pieces.MaxLength) throw new InvalidInputException($"A part of this pipeline computes {part.Length} numbers a row; ML.NET model zips can hold at most {Pieces.MaxLength}.");
        var transforms = PartMapping.Context.Transforms;
        var steps = new List<ITransformer>();
        IDataView data = PartMapping.Context.Data.LoadFromEnumerable(Array.Empty<TSource>(), PartMapping.Input<TSource>(part.InputColumn));
        void Add(IEstimator<ITransformer> step)
        {
            steps.Add(step.Fit(data));
            data = steps[^1].Transform(data);
        }

        Add(transforms.CustomMapping(new StateKeyFactory().GetMapping(), StateKeyFactory.Contract));
        Add(transforms.Conversion.MapValue(PartSource.StateColumn, new[] { KeyValuePair.Create(StateKey.Value, part.ToText()) }, StateKey.Column));
        Add(transforms.CopyColumns(PartSource.ValueColumn, part.InputColumn));
        Add(transforms.CustomMapping(compute, contract));
        Add(transforms.Concatenate(Numbers, Pieces.Columns(part.Length)));
        for (int v = 0; v < part.Vectors.Count; v++)
        {
            if (v == 0) Add(transforms.CustomMapping(new FirstSliceFactory().GetMapping(), FirstSliceFactory.Contract));
            else Add(transforms.CustomMapping(new SecondSliceFactory().GetMapping(), SecondSliceFactory.Contract));
            Add(transforms.Concatenate(part.Vectors[v].Name, Pieces.Columns(part.Vectors[v].Length)));
        }
        Add(transforms.CustomMapping(new DecideFactory().GetMapping(), DecideFactory.Contract));
        foreach (string decision in part.Decisions) Add(transforms.CopyColumns(decision, SavedDecision.Prefix + decision));
        if (part.Classes is { } classes)
            Add(transforms.Conversion.MapValueToKey(nameof(Decision.PredictedLabel), SavedDecision.Prefix + nameof(Decision.PredictedLabel), keyData: KeyData(classes)));
        Add(transforms.DropColumns([PartSource.StateColumn, StateKey.Column, PartSource.ValueColumn, Numbers, .. Pieces.AllColumns, .. SavedDecision.Columns]));
        return new TransformerChain<ITransformer>([.. steps]);
    }

    private static IDataView KeyData(IReadOnlyList<string> classes) => PartMapping.Context.Data.LoadFromEnumerable(classes.Select(name => new KeyRow { Name = name }));

    /// <summary>The part in a loaded chain; null where it is no chain of ours.</summary>
    public static Part? PartOf(ITransformer transformer)
    {
        if (transformer is PartTransformer own) return own.Part;
        if (transformer is not IEnumerable<ITransformer> chain) return null;
        ITransformer[] steps = [.. chain];
        if (steps is not [Microsoft.ML.Transforms.CustomMappingTransformer<Nothing, StateKey>, var values, ..]) return null;
        var row = values.Transform(PartMapping.Context.Data.LoadFromEnumerable([new StateKey()]));
        return Part.Parse(row.GetColumn<string>(PartSource.StateColumn).Single());
    }

    private sealed class KeyRow
    {
        public string Name { get; init; } = "";
    }
}
