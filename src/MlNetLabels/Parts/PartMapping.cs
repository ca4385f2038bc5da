using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MlNetLabels.MLNet.Parts;

/// <summary>A part as ML.NET's custom mapping: known vector sizes, names as annotations.</summary>
internal static class PartMapping
{
    /// <summary>
    /// ML.NET's own parts are put together without the user's context: ML.NET does not tell an extension the context it
    /// was called on.
    /// </summary>
    public static MLContext Context { get; } = new(seed: 0);

    public static IEstimator<ITransformer> Create(Part part) =>
        part.Input switch
        {
            PartInput.Path => Create<PathSource>(part),
            PartInput.Bytes => Create<BytesSource>(part),
            _ => Create<FeaturesSource>(part),
        };

    /// <summary>No rows, with the column that a part reads.</summary>
    public static IDataView Empty(Part part) =>
        part.Input switch
        {
            PartInput.Path => Empty<PathSource>(part),
            PartInput.Bytes => Empty<BytesSource>(part),
            _ => Empty<FeaturesSource>(part),
        };

    private static CustomMappingEstimator<TSource, PartResult> Create<TSource>(Part part)
        where TSource : PartSource, new() =>
        Context.Transforms.CustomMapping<TSource, PartResult>(part.Compute, null, Input<TSource>(part), Output(part));

    private static IDataView Empty<TSource>(Part part)
        where TSource : PartSource, new() =>
        Context.Data.LoadFromEnumerable(Array.Empty<TSource>(), Input<TSource>(part));

    // The saved state is no column of the data.
    private static SchemaDefinition Input<TSource>(Part part)
    {
        var columns = SchemaDefinition.Create(typeof(TSource));
        columns.RemoveAll(c => c.MemberName == nameof(PartSource.State));
        columns.Single().ColumnName = part.InputColumn;
        return columns;
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
        {
            var (vector, column) = (part.Vectors[v], Keep(PartResult.Vector(v), part.Vectors[v].Name));
            column.SetVector(vector.Length, vector.SlotNames);
            if (vector.Backbone is { } hash)
                column.AddAnnotation(Columns.Backbone, hash.AsMemory(), TextDataViewType.Instance);
        }
        if (part.Classes is { } classes)
            Keep(nameof(PartResult.Class), nameof(PartResult.PredictedLabel)).SetKey(classes);
        foreach (string other in part.Others)
            Keep(other, other);
        columns.RemoveAll(c => !kept.Contains(c));
        return columns;
    }
}
