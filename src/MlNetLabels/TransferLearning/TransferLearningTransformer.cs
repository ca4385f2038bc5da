using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetLabels.Models;

namespace MlNetLabels.MLNet;

/// <summary>
/// From images to everything that a model says of them: Features; Score and PredictedLabel where images have classes;
/// Probability, PredictedLabels, Verdict, DomainScore (larger is further out) and DomainPValue. Thread-safe.
/// </summary>
public sealed class TransferLearningTransformer : ITransformer, IDisposable
{
    private readonly TransformerChain<ITransformer> _chain;

    internal TransferLearningTransformer(Model model, params ITransformer[] steps) =>
        (Model, _chain) = (model, new TransformerChain<ITransformer>(steps));

    /// <summary>The same as a model for <c>Save("photos.mlabels")</c>, reports and services.</summary>
    public Model Model { get; }

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _chain.GetOutputSchema(inputSchema);

    /// <inheritdoc/>
    public IDataView Transform(IDataView input) => _chain.Transform(input);

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) =>
        ((ITransformer)_chain).GetRowToRowMapper(inputSchema);

    /// <summary>Closes the graphs; the backbone stays its owner's.</summary>
    public void Dispose() => _chain.Dispose();

    void ICanSaveModel.Save(ModelSaveContext ctx) => ((ITransformer)_chain).Save(ctx);
}
