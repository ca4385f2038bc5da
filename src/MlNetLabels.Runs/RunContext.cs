using Microsoft.Extensions.Logging;
using MlNetLabels.Backbones;
using MlNetLabels.Caching;
using MlNetLabels.Data;
using MlNetLabels.Datasets;
using MlNetLabels.Embedding;
using MlNetLabels.Models;

namespace MlNetLabels.Runs;

/// <summary>
/// One run's backbone, cache, log and progress. Backbone and cache are opened on first need, since ready embeddings do
/// without.
/// </summary>
internal sealed class RunContext : IDisposable
{
    private readonly Lazy<Backbone> _backbone;
    private readonly Lazy<EmbeddingCache?> _cache;
    private readonly Lazy<ImageEmbedder> _embedder;
    private readonly IProgress<WorkProgress>? _progress;
    private readonly EmbeddingSettings _settings;
    private int _fileNotes;
    private (long Hits, long Misses) _ahead;

    public RunContext(
        string backbone,
        EmbeddingSettings settings,
        ILogger log,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellationToken
    )
        : this(() => Backbone.Load(backbone), settings, log, progress, cancellationToken) { }

    public RunContext(
        BackboneReference reference,
        EmbeddingSettings settings,
        ILogger log,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellationToken
    )
        : this(() => Backbone.Load(reference), settings, log, progress, cancellationToken) => EmbeddedBy = reference;

    /// <param name="load">Loads the backbone, once.</param>
    /// <param name="settings">How to embed.</param>
    /// <param name="log">What is told.</param>
    /// <param name="progress">How far it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public RunContext(
        Func<Backbone> load,
        EmbeddingSettings settings,
        ILogger log,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        (Log, _settings, _progress, CancellationToken) = (log, settings, progress, cancellationToken);
        _backbone = new(load);
        _cache = new(() =>
            settings.CacheFile is null
                ? null
                : EmbeddingCache.Open(
                    settings.CacheFile,
                    new EmbeddingCacheOptions { MaxBytes = settings.MaxCacheBytes, Warn = log.Note }
                )
        );
        _embedder = new(() =>
            new ImageEmbedder(
                _backbone.Value,
                new EmbeddingOptions
                {
                    Threads = settings.Threads,
                    Timeout = settings.Timeout,
                    Cache = _cache.Value,
                    Warn = NoteOfFile,
                }
            )
        );
    }

    public ILogger Log { get; }

    private readonly List<PackedDataset> _opened = [];

    public FailureLimit MaxFailures => _settings.MaxFailures;

    public CancellationToken CancellationToken { get; }

    public Backbone Backbone => _backbone.Value;

    /// <summary>
    /// What all embeddings of this run have to be made by: the model's backbone, or whatever made the first; null before
    /// there are any.
    /// </summary>
    public BackboneReference? EmbeddedBy { get; set; }

    public ImageEmbedder Embedder => _embedder.Value;

    /// <summary>Looks at images before their turn; what the cache gave for it does not count.</summary>
    public T Ahead<T>(Func<ImageEmbedder, T> look)
    {
        var embedder = Embedder;
        var (hits, misses) = (_cache.Value?.Hits ?? 0, _cache.Value?.Misses ?? 0);
        T seen = look(embedder);
        _ahead = (_ahead.Hits + (_cache.Value?.Hits ?? 0) - hits, _ahead.Misses + (_cache.Value?.Misses ?? 0) - misses);
        return seen;
    }

    /// <summary>The same with another backbone, for whoever disposes it.</summary>
    public RunContext With(BackboneReference reference) => new(reference, _settings, Log, _progress, CancellationToken);

    /// <summary>Progress under a phase's name; null where nobody listens.</summary>
    /// <param name="name">What is done.</param>
    /// <param name="total">Of how many; where it is given, that the work begins is told now and not after the first.</param>
    public IProgress<WorkProgress>? Phase(string name, int total = 0)
    {
        if (total > 1)
            _progress?.Report(new(name, 0, total));
        return _progress is null ? null : new PhaseProgress(_progress, name);
    }

    /// <summary>Work without countable parts: begun, then done.</summary>
    public T Step<T>(string phase, Func<T> work)
    {
        CancellationToken.ThrowIfCancellationRequested();
        _progress?.Report(new(phase, 0, 1));
        T result = work();
        _progress?.Report(new(phase, 1, 1));
        return result;
    }

    // Of thousands of such files the first are enough.
    private void NoteOfFile(string note)
    {
        if (Interlocked.Increment(ref _fileNotes) <= RunLog.MostSkippedListed)
            Log.Note(note);
    }

    /// <summary>Reads a dataset; what images are packed in stays open until the run ends.</summary>
    public ImageDataset Open(string path, DatasetOptions reading)
    {
        var opened = PackedDataset.IsPacked(path)
            ? Step($"Reading {Path.GetFileName(path)}", () => PackedDataset.Open(path, reading, CancellationToken))
            : PackedDataset.Open(path, reading, CancellationToken);
        _opened.Add(opened);
        return opened.Dataset;
    }

    public void Dispose()
    {
        if (_fileNotes > RunLog.MostSkippedListed)
            Log.MoreSkipped(_fileNotes - RunLog.MostSkippedListed);
        foreach (var opened in _opened)
            opened.Dispose();
        if (_cache is { IsValueCreated: true, Value: { } cache })
        {
            cache.Dispose();
            var (hits, misses) = (cache.Hits - _ahead.Hits, cache.Misses - _ahead.Misses);
            if (hits > 0)
                Log.FromCache(hits, hits + misses);
            if (!cache.HasFailed && cache.Misses > 0 && CancellationToken.IsCancellationRequested)
                Log.Resumable();
        }
        if (_backbone.IsValueCreated)
            _backbone.Value.Dispose();
    }
}
