using Microsoft.ML;
using MlNetLabels.MLNet.Parts;
using MlNetLabels.Vision.Backbones;
using MlNetLabels.Vision.Embedding;

namespace MlNetLabels.MLNet;

/// <summary>Embedding as a step of an ML.NET pipeline.</summary>
public static class EmbedImagesCatalog
{
    /// <summary>
    /// Turns images into embeddings: vectors of the backbone's dimension. Rows are embedded when they are asked for, some ahead, on all
    /// cores. An image that cannot be used throws an <see cref="Vision.Images.ImageException"/> when its row's vector is read.
    /// </summary>
    /// <param name="catalog">ml.Transforms.</param>
    /// <param name="outputColumnName">The column of embeddings.</param>
    /// <param name="inputColumnName">A text column of paths, or a column of bytes where <paramref name="fromBytes"/> is set.</param>
    /// <param name="backbone">The network; it must stay open as long as the pipeline is used. A saved model holds its name and hash, not the network.</param>
    /// <param name="options">Threads, limits, cache; null for the defaults.</param>
    /// <param name="fromBytes">Whether the input column holds the files' bytes.</param>
    public static IEstimator<ITransformer> EmbedImages(
        this TransformsCatalog catalog, string outputColumnName, string inputColumnName, Backbone backbone, EmbeddingOptions? options = null, bool fromBytes = false)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrWhiteSpace(outputColumnName);
        ArgumentException.ThrowIfNullOrWhiteSpace(inputColumnName);
        ArgumentNullException.ThrowIfNull(backbone);
        return new PartEstimator(new Embedding.EmbedImagesPart(backbone.ToReference(), fromBytes, outputColumnName) { InputColumn = inputColumnName, Given = new ImageEmbedder(backbone, options) });
    }
}
