using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MlNetLabels.MLNet.Transforms;

/// <summary>A <see cref="RowMapper"/> as ML.NET's custom mapping: known vector sizes, names as annotations.</summary>
internal static class RowMapping
{
    /// <summary>
    /// A context for ML.NET's own transforms: ML.NET does not tell an extension the context that it was called on.
    /// Nothing of it outlives what is made with it.
    /// </summary>
    public static MLContext NewContext() => new(seed: 0);

    public static IEstimator<ITransformer> Create(RowMapper mapper) =>
        mapper.Input switch
        {
            InputKind.Path => Create<PathInput>(mapper),
            InputKind.Bytes => Create<BytesInput>(mapper),
            _ => Create<FeaturesInput>(mapper),
        };

    /// <summary>No rows, with the column that a mapper reads.</summary>
    public static IDataView Empty(RowMapper mapper) =>
        mapper.Input switch
        {
            InputKind.Path => Empty<PathInput>(mapper),
            InputKind.Bytes => Empty<BytesInput>(mapper),
            _ => Empty<FeaturesInput>(mapper),
        };

    private static CustomMappingEstimator<TSource, MapperOutput> Create<TSource>(RowMapper mapper)
        where TSource : MapperInput, new() =>
        NewContext()
            .Transforms.CustomMapping<TSource, MapperOutput>(
                mapper.Compute,
                null,
                Input<TSource>(mapper),
                Output(mapper)
            );

    private static IDataView Empty<TSource>(RowMapper mapper)
        where TSource : MapperInput, new() =>
        NewContext().Data.LoadFromEnumerable(Array.Empty<TSource>(), Input<TSource>(mapper));

    // The saved state is no column of the data.
    private static SchemaDefinition Input<TSource>(RowMapper mapper)
    {
        var columns = SchemaDefinition.Create(typeof(TSource));
        columns.RemoveAll(c => c.MemberName == nameof(MapperInput.State));
        columns.Single().ColumnName = mapper.InputColumn;
        return columns;
    }

    private static SchemaDefinition Output(RowMapper mapper)
    {
        var columns = SchemaDefinition.Create(typeof(MapperOutput));
        var kept = new List<SchemaDefinition.Column>();
        SchemaDefinition.Column Keep(string member, string name)
        {
            var column = columns.Single(c => c.MemberName == member);
            column.ColumnName = name;
            kept.Add(column);
            return column;
        }

        for (int v = 0; v < mapper.Vectors.Count; v++)
        {
            var (vector, column) = (mapper.Vectors[v], Keep(MapperOutput.Vector(v), mapper.Vectors[v].Name));
            column.SetVector(vector.Length, vector.SlotNames);
            if (vector.Backbone is { } hash)
                column.AddAnnotation(Columns.Backbone, hash.AsMemory(), TextDataViewType.Instance);
        }
        if (mapper.Classes is { } classes)
            Keep(nameof(MapperOutput.Class), nameof(MapperOutput.PredictedLabel)).SetKey(classes);
        foreach (string other in mapper.Others)
            Keep(other, other);
        columns.RemoveAll(c => !kept.Contains(c));
        return columns;
    }
}
