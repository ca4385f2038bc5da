using MlNetLabels.Backbones;
using MlNetLabels.Caching;
using MlNetLabels.Cli.Output;
using MlNetLabels.Embedding;
using MlNetLabels.Models;

namespace MlNetLabels.Cli.Work;

/// <summary>
/// One run's backbone, cache and data source; each is opened on first need, since ready embeddings do without.
/// </summary>
internal sealed class Session : IDisposable
{
    private readonly Lazy<Backbone> _backbone;
    private readonly Lazy<EmbeddingCache?> _cache;
    private readonly CancellationToken _cancellationToken;

    public Session(
        string backbone,
        int threads,
        string maxFailures,
        EmbeddingSettings embedding,
        CancellationToken cancellationToken
    )
        : this(() => Backbone.Load(backbone), threads, maxFailures, embedding, cancellationToken) { }

    public Session(
        BackboneReference reference,
        int threads,
        string maxFailures,
        EmbeddingSettings embedding,
        CancellationToken cancellationToken
    )
        : this(() => reference.Load(), threads, maxFailures, embedding, cancellationToken) { }

    private Session(
        Func<Backbone> load,
        int threads,
        string maxFailures,
        EmbeddingSettings embedding,
        CancellationToken cancellationToken
    )
    {
        _cancellationToken = cancellationToken;
        _backbone = new Lazy<Backbone>(load);
        _cache = new Lazy<EmbeddingCache?>(() =>
            embedding.Cache is null
                ? null
                : EmbeddingCache.Open(
                    embedding.Cache,
                    new EmbeddingCacheOptions { MaxBytes = embedding.CacheBytes, Warn = Talk.Warn }
                )
        );
        Embedder = new Lazy<ImageEmbedder>(() =>
            new ImageEmbedder(
                _backbone.Value,
                new EmbeddingOptions
                {
                    Threads = threads,
                    Timeout = embedding.Timeout,
                    Cache = _cache.Value,
                }
            )
        );
        Source = new Source(Embedder, maxFailures, cancellationToken);
    }

    public Backbone Backbone => _backbone.Value;

    public Lazy<ImageEmbedder> Embedder { get; }

    public Source Source { get; }

    public void Dispose()
    {
        if (_cache is { IsValueCreated: true, Value: { } cache })
        {
            cache.Dispose();
            if (cache.Hits > 0)
                Talk.Say($"{cache.Hits} of {cache.Hits + cache.Misses} embeddings came from the cache {cache.Path}");
            if (!cache.HasFailed && cache.Misses > 0 && _cancellationToken.IsCancellationRequested)
                Talk.Say("What was embedded so far is in the cache: run the same command again to go on from here.");
        }
        if (_backbone.IsValueCreated)
            _backbone.Value.Dispose();
    }
}
