namespace MlNetLabels.Cli.Work;

/// <summary>How a run embeds.</summary>
/// <param name="Timeout">What one image may take to decode.</param>
/// <param name="Cache">The cache's file; null for none.</param>
/// <param name="CacheBytes">The most that it may take on disk.</param>
internal sealed record EmbeddingSettings(TimeSpan Timeout, string? Cache, long CacheBytes);
