using System.Security.Cryptography;
using MlNetLabels.Backbones;
using MlNetLabels.Caching;
using MlNetLabels.Data;
using MlNetLabels.Embedding;
using MlNetLabels.Images;
using MlNetLabels.Numerics;

namespace MlNetLabels.Benchmarks.Training;

/// <summary>
/// The cache of embeddings, with one file an image: of a few bytes, since a remembered image is hashed and never
/// decoded.
/// </summary>
internal sealed class CacheStore(Backbone backbone, string folder, int threads) : IEmbeddingStore
{
    // What the cache's writer takes without dropping any.
    private const int AtOnce = 4096;

    private readonly EmbeddingSpace _space = new(backbone, new ImageOptions());

    public void Write(Matrix embeddings)
    {
        for (int start = 0; start < embeddings.Rows; start += AtOnce)
        {
            using var cache = Open();
            for (int i = start; i < Math.Min(start + AtOnce, embeddings.Rows); i++)
            {
                byte[] content = BitConverter.GetBytes(i);
                string path = Path.Combine(folder, IEmbeddingStore.FileOf(i));
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes(path, content);
                cache.Add(_space, _space.Key(SHA256.HashData(content)), embeddings.Row(i));
            }
        }
    }

    public EmbeddedDataset Read(ImageDataset rows)
    {
        using var cache = Open();
        var data = new ImageEmbedder(backbone, new EmbeddingOptions { Threads = threads, Cache = cache }).Embed(rows);
        if (cache.Hits != rows.Rows.Count || cache.Misses != 0)
            throw new InvalidOperationException($"{cache.Hits} of {rows.Rows.Count} embeddings came from the cache.");
        return data;
    }

    private EmbeddingCache Open() =>
        EmbeddingCache.Open(
            Path.Combine(folder, "embeddings.db"),
            new EmbeddingCacheOptions { Warn = message => throw new InvalidOperationException(message) }
        );
}
