using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetLabels.MLNet.Embedding;

namespace MlNetLabels.MLNet.Transforms;

/// <summary>A <see cref="RowMapper"/> as a transformer that ML.NET can save. Immutable and thread-safe.</summary>
/// <remarks>ML.NET's chains dispose their transformers: the way to close a backbone that was opened by name.</remarks>
internal sealed class RowMapperTransformer(RowMapper mapper) : ITransformer, IDisposable
{
    private readonly ITransformer _mapping = RowMapping.Create(mapper).Fit(RowMapping.Empty(mapper));

    public RowMapper Mapper => mapper;

    public bool IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _mapping.GetOutputSchema(inputSchema);

    public IDataView Transform(IDataView input) =>
        mapper is EmbedImagesMapper embedding
            ? new EmbeddedView(embedding, input, _mapping.Transform(input))
            : _mapping.Transform(input);

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => _mapping.GetRowToRowMapper(inputSchema);

    public void Save(ModelSaveContext ctx) => SavedTransform.Create(mapper).Save(ctx);

    public void Dispose() => (mapper as IDisposable)?.Dispose();
}

/// <summary>A <see cref="RowMapper"/> that needs no data to be fitted.</summary>
internal sealed class RowMapperEstimator(RowMapper mapper) : IEstimator<ITransformer>
{
    public ITransformer Fit(IDataView input)
    {
        var transformer = new RowMapperTransformer(mapper);
        transformer.GetOutputSchema(input.Schema);
        mapper.CheckInput(input.Schema[mapper.InputColumn]);
        return transformer;
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        RowMapping.Create(mapper).GetOutputSchema(inputSchema);
}
