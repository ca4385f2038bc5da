using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetLabels.Backbones;
using MlNetLabels.Embedding;
using MlNetLabels.MLNet.Transforms;

namespace MlNetLabels.MLNet.Embedding;

/// <summary>
/// Embedding as an estimator: all that it learns from data is whether images come as paths or as bytes.
/// </summary>
internal sealed class EmbedImagesEstimator(
    string outputColumn,
    string inputColumn,
    Backbone backbone,
    EmbeddingOptions options
) : IEstimator<ITransformer>
{
    public ITransformer Fit(IDataView input) =>
        Estimator(input.Schema.GetColumnOrNull(inputColumn)?.Type is VectorDataViewType).Fit(input);

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        Estimator(inputSchema.FirstOrDefault(c => c.Name == inputColumn).Kind != SchemaShape.Column.VectorKind.Scalar)
            .GetOutputSchema(inputSchema);

    private RowMapperEstimator Estimator(bool fromBytes) =>
        new(
            new EmbedImagesMapper(backbone.ToReference(), fromBytes, outputColumn) { InputColumn = inputColumn }.With(
                backbone,
                options
            )
        );
}
