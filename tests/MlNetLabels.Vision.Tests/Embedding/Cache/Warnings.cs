using System.Collections.Concurrent;
using MlNetLabels.Vision.Embedding.Cache;

namespace MlNetLabels.Vision.Tests.Embedding.Cache;

/// <summary>What a cache tells the user.</summary>
internal sealed class Warnings
{
    private readonly ConcurrentQueue<string> _said = new();

    public EmbeddingCacheOptions Options => new() { Warn = _said.Enqueue };

    public IReadOnlyCollection<string> Said => _said;
}
