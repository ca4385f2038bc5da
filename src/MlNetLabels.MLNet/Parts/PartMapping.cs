using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MlNetLabels.MLNet.Parts;

/// <summary>A part as ML.NET's custom mapping: known vector sizes, names as annotations.</summary>
internal static class PartMapping
{
    /// <summary>ML.NET's own parts are put together without the user's context: ML.NET does not tell an extension the context it was called on.</summary>
    public static MLContext Context { get; } = new(seed: 0);

    public static IEstimator<ITransformer> Create(Part part) => part.Input switch
    {
        PartInput.Path => Create<PathSource>(part),
        PartInput.Bytes => Create<BytesSource>(part),
        _ => Create<FeaturesSource>(part),
    };

    /// <summary>The columns of a source without the saved state.</summary>
    public static SchemaDefinition Input<TSource>(string inputColumn) where TSource : PartSource
    {
        var columns = SchemaDefinition.Create(typeof(TSource));
        columns.RemoveAll(c => c.MemberName == nameof(PartSource.State));
        columns.Single().ColumnName = inputColumn;
        return columns;
    }

    private static CustomMappingEstimator<TSource, PartResult> Create<TSource>(Part part) where TSource : PartSource, new()
    {
        int length = part.Length;
        return Context.Transforms.CustomMapping<TSource, PartResult>((source, result) =>
        {
            var numbers = new float[length];
            part.Compute(source, numbers);
            var first = part.Vectors[0];
            result.First = first.Length == length ? numbers : numbers[..first.Length];
            if (part.Vectors is [_, var second]) result.Second = numbers[first.Length..(first.Length + second.Length)];
            part.Decide(numbers, result);
            if (part.Classes is { } classes) result.Key = (uint)classes.IndexOf(result.PredictedLabel);
        }, null, Input<TSource>(part.InputColumn), Output(part));
    }

    private static SchemaDefinition Output(Part part)
    {
        var columns = SchemaDefinition.Create(typeof(PartResult));
        var kept = new List<SchemaDefinition.Column>();
        SchemaDefinition.Column Keep(string member, string name)
        {
            var column = columns.Single(c => c.MemberName == member);
            column.ColumnName = name;
            kept.Add(column);
            return column;
        }

        for (int v = 0; v < part.Vectors.Count; v++)
            Keep(v == 0 ? nameof(PartResult.First) : nameof(PartResult.Second), part.Vectors[v].Name).SetVector(part.Vectors[v].Length, part.Vectors[v].SlotNames);
        if (part.Classes is { } classes) Keep(nameof(PartResult.Key), nameof(Decision.PredictedLabel)).SetKey(classes);
        foreach (string decision in part.Decisions) Keep(decision, decision);
        columns.RemoveAll(c => !kept.Contains(c));
        return columns;
    }

    private static int IndexOf(this IReadOnlyList<string> names, string name)
    {
        for (int i = 0; i < names.Count; i++)
            if (names[i] == name) return i;
        return -1;
    }
}
