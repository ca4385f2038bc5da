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
    /// <param name="inputColumnName">A text column of paths, or a column of the files' bytes.</param>
    /// <param name="backbone">
    /// The network; it must stay open as long as the pipeline is used. A saved model holds its name and hash, not the
    /// network.
    /// </param>
    /// <param name="options">Threads, limits, cache; null for the defaults.</param>
    public static IEstimator<ITransformer> EmbedImages(
        this TransformsCatalog catalog,
        string outputColumnName,
        string inputColumnName,
        Backbone backbone,
        EmbeddingOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrWhiteSpace(outputColumnName);
        ArgumentException.ThrowIfNullOrWhiteSpace(inputColumnName);
        ArgumentNullException.ThrowIfNull(backbone);
        return new EmbedImagesEstimator(outputColumnName, inputColumnName, backbone, options ?? new());
    }
}
