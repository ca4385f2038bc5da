using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetLabels.MLNet.Embedding;
using MlNetLabels.MLNet.Parts;
using MlNetLabels.Vision.Backbones;
using MlNetLabels.Vision.Embedding;

namespace MlNetLabels.MLNet;

/// <summary>Model zips with parts of this library in them.</summary>
public static class PipelineCatalog
{
    /// <summary>
    /// Loads a model zip and gives our parts in it what ML.NET's own Load cannot: names of slots, images embedded ahead on several threads,
    /// embedding options, and an error at once, instead of at the first image, where the backbone is missing or another.
    /// </summary>
    /// <param name="catalog">ml.Model.</param>
    /// <param name="path">What <see cref="ModelOperationsCatalog.Save(ITransformer, DataViewSchema, string)"/> wrote.</param>
    /// <param name="inputSchema">The data's schema when it was saved.</param>
    /// <param name="backbone">The network, open as long as the pipeline is used; null finds it by name, as <see cref="Backbone.Load"/> does, and keeps it open.</param>
    /// <param name="options">Threads, limits, cache; null for the defaults.</param>
    /// <exception cref="InvalidInputException">The zip is damaged, or its backbone is missing or another.</exception>
    public static ITransformer LoadPipeline(this ModelOperationsCatalog catalog, string path, out DataViewSchema inputSchema, Backbone? backbone = null, EmbeddingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            return Restore(catalog.Load(path, out inputSchema), backbone, options ?? new());
        }
        catch (Exception error) when (error is not InvalidInputException)
        {
            throw new InvalidInputException(path, null, $"this is no ML.NET model that can be loaded, or it is damaged ({error.Message})", error);
        }
    }

    private static ITransformer Restore(ITransformer loaded, Backbone? backbone, EmbeddingOptions options) => SavedPart.PartOf(loaded) switch
    {
        EmbedImagesPart part => new PartTransformer(part.With(backbone ?? SharedBackbones.Get(part.Backbone), options)),
        { } part => new PartTransformer(part),
        null when loaded is IEnumerable<ITransformer> chain => new TransformerChain<ITransformer>([.. chain.Select(step => Restore(step, backbone, options))]),
        null => loaded,
    };
}
