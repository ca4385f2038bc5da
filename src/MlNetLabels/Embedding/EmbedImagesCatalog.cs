using Microsoft.ML;
using MlNetLabels.Backbones;
using MlNetLabels.Embedding;
using MlNetLabels.MLNet.Embedding;

namespace MlNetLabels.MLNet;

/// <summary>Embedding as a step of an ML.NET pipeline.</summary>
public static class EmbedImagesCatalog
{
    /// <summary>
    /// Turns images into embeddings: vectors of the backbone's dimension. Rows are embedded when they are asked for,
    /// some ahead, on as many threads as the options say. An image that cannot be used throws an
    /// <see cref="Images.ImageException"/> when its row's vector is read.
    /// </summary>
    /// <param name="catalog">ml.Transforms.</param>
    /// <param name="outputColumnName">The column of embeddings.</param>
    /// <param name="inputColumnName">
    /// A column of paths (text), of files' bytes, or of MLImage as LoadImages and ResizeImages give it. MLImage comes
    /// decoded by ML.NET: formats, EXIF orientation and damage are then its business.
    /// </param>
    /// <param name="backbone">
    /// The network; it must stay open as long as the pipeline is used. A saved model holds its name and hash, not the
    /// network.
    /// </param>
    /// <param name="options">Threads, limits, cache; null for the defaults.</param>
    /// <param name="rememberedImages">
    /// The most images whose embeddings are kept while the pipeline, or data that it transformed, is in use, so that a
    /// trainer of many passes embeds each once; 2.3 kB an image for 576 values. 0 keeps none.
    /// </param>
    public static IEstimator<ITransformer> EmbedImages(
        this TransformsCatalog catalog,
        string outputColumnName,
        string inputColumnName,
        Backbone backbone,
        EmbeddingOptions? options = null,
        int rememberedImages = 100_000
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrWhiteSpace(outputColumnName);
        ArgumentException.ThrowIfNullOrWhiteSpace(inputColumnName);
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentOutOfRangeException.ThrowIfNegative(rememberedImages);
        return new EmbedImagesEstimator(
            outputColumnName,
            inputColumnName,
            backbone,
            options ?? new(),
            rememberedImages
        );
    }
}
