using Microsoft.ML;
using Microsoft.ML.Transforms.Image;
using MlNetLabels.Backbones;
using MlNetLabels.Embedding;

namespace MlNetLabels.MLNet.Embedding;

/// <summary>Embedding as an estimator: all that it learns from data is what its column of images holds.</summary>
internal sealed class EmbedImagesEstimator(
    string outputColumn,
    string inputColumn,
    Backbone backbone,
    EmbeddingOptions options,
    int rememberedImages
) : IEstimator<EmbedImagesTransformer>
{
    // Shared by all that is fitted, so that the folds of a cross-validation do not embed an image again.
    private readonly RememberedEmbeddings _memory = new(rememberedImages);

    public EmbedImagesTransformer Fit(IDataView input)
    {
        var kind = ImageColumns.KindOf(input.Schema, inputColumn);
        var step = Step(kind, input.Schema[inputColumn].Type as ImageDataViewType).With(backbone, options);
        return new EmbedImagesTransformer(step, rememberedImages, _memory);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        inputSchema.Any(c => c.Name == inputColumn)
            ? ImageMapping.Shape(Step(ImageColumnKind.Path, null), inputSchema)
            : throw ImageColumns.Missing(inputColumn, inputSchema.Select(c => c.Name));

    private ImageStep Step(ImageColumnKind kind, ImageDataViewType? images) =>
        new(backbone.ToReference(), kind, inputColumn, outputColumn, images?.Width ?? 0, images?.Height ?? 0);
}
