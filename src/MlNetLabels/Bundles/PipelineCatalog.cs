using System.IO.Compression;
using System.IO.Hashing;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetLabels.Backbones;
using MlNetLabels.Embedding;
using MlNetLabels.MLNet.Embedding;
using MlNetLabels.MLNet.Saving;

namespace MlNetLabels.MLNet;

/// <summary>Model zips with transforms of this library in them.</summary>
public static class PipelineCatalog
{
    /// <summary>
    /// Loads a model zip and gives EmbedImages in it what ML.NET's own Load cannot: embedding options, a backbone that
    /// closes with the pipeline, a failure told with its row, and an error at once where the zip is damaged, or its
    /// backbone missing or another. As with ML.NET's Load, zips are for people you trust: they name assemblies to load, and one
    /// that is made to deceive can keep the reader busy.
    /// </summary>
    /// <param name="catalog">ml.Model.</param>
    /// <param name="path">
    /// What <see cref="ModelOperationsCatalog.Save(ITransformer, DataViewSchema, string)"/> wrote.
    /// </param>
    /// <param name="inputSchema">The data's schema when it was saved.</param>
    /// <param name="backbone">
    /// The network, open as long as the pipeline is used; null finds it by name, as
    /// <see cref="Backbone.Load(string, BackboneOptions?)"/> does.
    /// Pipelines of one backbone then share it, and it closes with the last: dispose what this method gives
    /// (<c>(pipeline as IDisposable)?.Dispose()</c>) after its last use. ML.NET's own Load finds it by name too, and
    /// keeps it until the process ends.
    /// </param>
    /// <param name="options">Threads, limits, cache; null for the defaults.</param>
    /// <param name="rememberedImages">As for EmbedImages; kept while data that it transformed are in use.</param>
    /// <exception cref="InvalidInputException">The zip is damaged, or its backbone is missing or another.</exception>
    public static ITransformer LoadPipeline(
        this ModelOperationsCatalog catalog,
        string path,
        out DataViewSchema inputSchema,
        Backbone? backbone = null,
        EmbeddingOptions? options = null,
        int rememberedImages = 100_000
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentOutOfRangeException.ThrowIfNegative(rememberedImages);
        try
        {
            CheckEntries(path);
            return Restore(catalog.Load(path, out inputSchema), backbone, options ?? new(), rememberedImages);
        }
        catch (Exception error) when (error is not InvalidInputException)
        {
            throw new InvalidInputException(
                path,
                null,
                $"this is no ML.NET model that can be loaded, or it is damaged ({error.Message}). Save it again or "
                    + $"restore it from a backup.",
                error
            );
        }
    }

    // ML.NET's reader does not hold content against the zip's checksums, and a length that is wrong keeps it busy for
    // ever.
    private static void CheckEntries(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        var buffer = new byte[81920];
        foreach (var entry in zip.Entries)
        {
            using var stream = entry.Open();
            using var content = new MemoryStream();
            for (int read; content.Length <= entry.Length && (read = stream.Read(buffer)) > 0; )
                content.Write(buffer, 0, read);
            if (
                content.Length != entry.Length
                || Crc32.HashToUInt32(content.GetBuffer().AsSpan(0, (int)content.Length)) != entry.Crc32
            )
                throw new InvalidDataException($"{entry.FullName} is not what was written");
        }
    }

    private static ITransformer Restore(
        ITransformer loaded,
        Backbone? backbone,
        EmbeddingOptions options,
        int rememberedImages
    ) =>
        SavedEmbedding.Find(loaded) switch
        {
            { } step => new EmbedImagesTransformer(
                backbone is null ? step.WithShared(options) : step.With(backbone, options),
                rememberedImages
            ),
            null when loaded is TransformerChain<ITransformer> chain => RestoreEach(
                chain,
                backbone,
                options,
                rememberedImages
            ),
            null => loaded,
        };

    private static TransformerChain<ITransformer> RestoreEach(
        IEnumerable<ITransformer> chain,
        Backbone? backbone,
        EmbeddingOptions options,
        int rememberedImages
    )
    {
        var restored = new List<ITransformer>();
        try
        {
            foreach (var step in chain)
                restored.Add(Restore(step, backbone, options, rememberedImages));
            return new TransformerChain<ITransformer>([.. restored]);
        }
        catch
        {
            foreach (var step in restored)
                (step as IDisposable)?.Dispose();
            throw;
        }
    }
}
