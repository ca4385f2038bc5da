using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetLabels.MLNet.Embedding;

namespace MlNetLabels.MLNet.Parts;

/// <summary>A part as a transformer that ML.NET can save. Immutable and thread-safe.</summary>
internal sealed class PartTransformer(Part part) : ITransformer
{
    private readonly ITransformer _mapping = PartMapping.Create(part).Fit(PartMapping.Empty(part));

    public Part Part => part;

    public bool IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _mapping.GetOutputSchema(inputSchema);

    public IDataView Transform(IDataView input) =>
        part is EmbedImagesPart embedding
            ? new EmbeddedView(embedding, input, _mapping.Transform(input))
            : _mapping.Transform(input);

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => _mapping.GetRowToRowMapper(inputSchema);

    public void Save(ModelSaveContext ctx) => SavedPart.Create(part).Save(ctx);
}

/// <summary>A part that needs no data to be fitted.</summary>
internal sealed class PartEstimator(Part part) : IEstimator<ITransformer>
{
    public ITransformer Fit(IDataView input)
    {
        var transformer = new PartTransformer(part);
        transformer.GetOutputSchema(input.Schema);
        part.CheckInput(input.Schema[part.InputColumn]);
        return transformer;
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        PartMapping.Create(part).GetOutputSchema(inputSchema);
}
