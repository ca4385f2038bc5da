using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetLabels.MLNet.Saving;

namespace MlNetLabels.MLNet.Embedding;

/// <summary>An <see cref="ImageStep"/> as a transformer that ML.NET can save. Immutable and thread-safe.</summary>
/// <remarks>
/// ML.NET's chains dispose their transformers: the way to close a backbone that was opened by name. What is remembered
/// belongs to the pipeline and to the views, so that a model that only predicts keeps none of it.
/// </remarks>
internal sealed class EmbedImagesTransformer(ImageStep step, int remembered, RememberedEmbeddings? memory = null)
    : ITransformer,
        IDisposable
{
    private readonly ITransformer _mapping = ImageMapping.Create(step).Fit(ImageMapping.Empty(step));
    private readonly WeakReference<RememberedEmbeddings>? _memory = memory is null ? null : new(memory);

    public ImageStep Step => step;

    public bool IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ImageColumns.KindOf(inputSchema, step.Input);
        return _mapping.GetOutputSchema(inputSchema);
    }

    public IDataView Transform(IDataView input)
    {
        OnnxConversion.Refuse(step.Output);
        ImageColumns.KindOf(input.Schema, step.Input);
        var memory =
            _memory is not null && _memory.TryGetTarget(out var shared) ? shared : new RememberedEmbeddings(remembered);
        return new EmbeddedView(step, memory, input, _mapping.Transform(input));
    }

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => _mapping.GetRowToRowMapper(inputSchema);

    public void Save(ModelSaveContext ctx) => SavedEmbedding.Save(step, ctx);

    public void Dispose() => step.Dispose();
}
