using System.Collections.Concurrent;
using MlNetLabels.Models;
using MlNetLabels.Vision.Embedding;

namespace MlNetLabels.MLNet.Embedding;

/// <summary>
/// The backbones of loaded models, each opened once and kept: ML.NET gives a loaded transformer no options and no end of life.
/// </summary>
internal static class SharedBackbones
{
    private static readonly ConcurrentDictionary<string, Lazy<ImageEmbedder>> Open = [];

    /// <exception cref="InvalidInputException">There is no such backbone, or it is another than the model was trained with.</exception>
    public static ImageEmbedder Embedder(BackboneReference reference)
    {
        // A failure is not kept: the missing file may be there next time.
        var lazy = Open.GetOrAdd($"{reference.Name}\n{reference.Sha256}", _ => new(() => new ImageEmbedder(reference.Load()), LazyThreadSafetyMode.PublicationOnly));
        return lazy.Value;
    }
}
