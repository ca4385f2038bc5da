using System.Collections.Concurrent;

namespace MlNetLabels.Caching.Tests;

/// <summary>What a cache tells the user.</summary>
internal sealed class Warnings
{
    private readonly ConcurrentQueue<string> _said = new();

    public EmbeddingCacheOptions Options => new() { Warn = _said.Enqueue };

    public IReadOnlyCollection<string> Said => _said;
}
