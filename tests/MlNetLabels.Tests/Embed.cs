using Microsoft.ML;
using MlNetLabels.MLNet.Embedding;
using MlNetLabels.Models;

namespace MlNetLabels.Tests;

/// <summary>EmbedImages by whatever backbone is named, which need not be there.</summary>
internal sealed class Embed(BackboneReference backbone) : IEstimator<ITransformer>
{
    public ITransformer Fit(IDataView input) => new EmbedImagesTransformer(Step(), remembered: 0);

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => ImageMapping.Shape(Step(), inputSchema);

    private ImageStep Step() => new(backbone, ImageColumnKind.Path, "ImagePath", "Features");
}
