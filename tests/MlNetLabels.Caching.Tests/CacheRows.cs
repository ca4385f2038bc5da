using System.Security.Cryptography;
using MlNetLabels.Backbones;
using MlNetLabels.Embedding;
using MlNetLabels.Images;

namespace MlNetLabels.Caching.Tests;

/// <summary>Made-up embeddings by number, and what a cache has of them.</summary>
internal static class CacheRows
{
    public const int Dimension = 576;

    public static readonly EmbeddingSpace Space = new(Backbone.Load("mobilenet-v3-small"), ImageOptions.Default);

    public static byte[] Key(int row) => Space.Key(SHA256.HashData(BitConverter.GetBytes(row)));

    public static float[] Value(int row)
    {
        var random = new Random(row);
        return [.. Enumerable.Range(0, Dimension).Select(_ => (float)(random.NextDouble() - 0.5))];
    }

    public static void Add(EmbeddingCache cache, int first, int count)
    {
        for (int row = first; row < first + count; row++)
            cache.Add(Space, Key(row), Value(row));
    }

    /// <summary>The rows that a cache finds, each asserted to be the one that was stored, bit for bit.</summary>
    public static int[] Found(EmbeddingCache cache, int count)
    {
        var found = new List<int>();
        var values = new float[Dimension];
        for (int row = 0; row < count; row++)
        {
            if (!cache.TryGet(Key(row), values))
                continue;
            Assert.True(Bits(values).SequenceEqual(Bits(Value(row))), $"row {row} came back with other bits");
            found.Add(row);
        }
        return [.. found];
    }

    /// <summary>Makes a cache of so many rows and closes it.</summary>
    public static string Make(string path, int count, EmbeddingCacheOptions? options = null)
    {
        using var cache = EmbeddingCache.Open(path, options);
        Add(cache, 0, count);
        return path;
    }

    private static ReadOnlySpan<byte> Bits(float[] values) =>
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan());
}
