using MlNetLabels.Caching;
using MlNetLabels.Embedding;

namespace MlNetLabels.Runs;

/// <summary>How a run turns images into embeddings, and what it puts up with.</summary>
public sealed record EmbeddingSettings
{
    /// <summary>Threads to use, at least 1; by default one per processor. Results do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// What one image may take to decode, above 0; beyond it the image counts as unreadable. 10 s by default.
    /// </summary>
    public TimeSpan Timeout { get; init; } = new EmbeddingOptions().Timeout;

    /// <summary>
    /// File that remembers embeddings between runs; null, the default, for none.
    /// <see cref="EmbeddingCache.UsualPath"/> is the user's own.
    /// </summary>
    public string? CacheFile { get; init; }

    /// <summary>The most bytes that the cache may take on disk, above 0; by default what the cache itself allows.</summary>
    public long MaxCacheBytes { get; init; } = new EmbeddingCacheOptions().MaxBytes;

    /// <summary>Unreadable files to put up with; none by default.</summary>
    public FailureLimit MaxFailures { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxCacheBytes, 1);
        if (CacheFile is not null)
            ArgumentException.ThrowIfNullOrWhiteSpace(CacheFile);
    }
}
