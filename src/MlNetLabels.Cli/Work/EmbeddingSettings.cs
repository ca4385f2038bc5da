namespace MlNetLabels.Cli.Work;

/// <summary>How a run embeds.</summary>
/// <param name="Timeout">What one image may take to decode.</param>
/// <param name="Cache">The cache's file; null for none.</param>
internal sealed record EmbeddingSettings(TimeSpan Timeout, string? Cache);
