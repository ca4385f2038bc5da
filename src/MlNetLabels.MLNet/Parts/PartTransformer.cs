using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetLabels.MLNet.Embedding;

namespace MlNetLabels.MLNet.Parts;

/// <summary>A part as a transformer that ML.NET can save. Immutable and thread-safe.</summary>
internal sealed class PartTransformer : ITransformer
{
    private readonly ITransformer _mapping;

    /// <summary>Fits, which for a part means to check that the data have its input.</summary>
    public PartTransformer(Part part, IDataView input)
    {
        Part = part;
        _mapping = PartMapping.Create(part).Fit(input);
    }

    public Part Part { get; }

    public bool IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _mapping.GetOutputSchema(inputSchema);

    public IDataView Transform(IDataView input) =>
        Part is EmbedImagesPart part ? new EmbeddedView(part, input, _mapping.Transform(input)) : _mapping.Transform(input);

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => _mapping.GetRowToRowMapper(inputSchema);

    public void Save(ModelSaveContext ctx) => SavedPart.Create(Part).Save(ctx);
}

/// <summary>A part that needs no data to be fitted.</summary>
internal sealed class PartEstimator(Part part) : IEstimator<ITransformer>
{
    public ITransformer Fit(IDataView input) => new PartTransformer(part, input);

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => PartMapping.Create(part).GetOutputSchema(inputSchema);
}

/// <summary>A row without columns.</summary>
internal sealed class Nothing;
