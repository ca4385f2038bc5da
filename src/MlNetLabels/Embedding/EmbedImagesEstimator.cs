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
) : IEstimator<ITransformer>
{
    // Shared by all that is fitted, so that the folds of a cross-validation do not embed an image again.
    private readonly RememberedEmbeddings _memory = new(rememberedImages);

    public ITransformer Fit(IDataView input) =>
        new EmbedImagesTransformer(
            Step(ImageColumns.KindOf(input.Schema, inputColumn)).With(backbone, options),
            rememberedImages,
            _memory
        );

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var column = inputSchema.FirstOrDefault(c => c.Name == inputColumn);
        var kind =
            column.ItemType is ImageDataViewType ? ImageColumnKind.Pixels
            : column.Kind == SchemaShape.Column.VectorKind.Scalar ? ImageColumnKind.Path
            : ImageColumnKind.Bytes;
        return ImageMapping.Create(Step(kind)).GetOutputSchema(inputSchema);
    }

    private ImageStep Step(ImageColumnKind kind) => new(backbone.ToReference(), kind, inputColumn, outputColumn);
}
