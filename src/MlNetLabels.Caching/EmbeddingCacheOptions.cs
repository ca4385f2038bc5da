namespace MlNetLabels.Caching;

/// <summary>How large a cache may grow, and who is told when it cannot be used. Immutable and thread-safe.</summary>
public sealed record EmbeddingCacheOptions
{
    /// <summary>
    /// Most bytes that embeddings may take on disk; beyond it those unused for longest go. 4 GiB by default: some 1.5
    /// million images of 576 dimensions.
    /// </summary>
    public long MaxBytes { get; init; } = 4L << 30;

    /// <summary>
    /// Told once, from any thread, where the cache cannot be used or only be read: a sentence that says why and what to
    /// do. Nobody by default.
    /// </summary>
    public Action<string>? Warn { get; init; }

    /// <summary>The clock behind "unused for longest".</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
