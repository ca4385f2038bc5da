using System.Collections.Concurrent;
using MlNetLabels.Embedding;

namespace MlNetLabels.Caching;

/// <summary>
/// Remembers embeddings in one SQLite file, so that an image is embedded once: by backbone, preprocessing and the
/// image's bytes, wherever the file lies. Give it to <see cref="EmbeddingOptions.Cache"/>.
/// </summary>
/// <remarks>
/// Thread-safe; any number of processes may share the file, which must lie on a local disk. A stored embedding is given
/// back bit for bit or not at all: each is sealed by a SHA-256. Whatever is wrong with the file costs one warning and
/// time, never a run. Rows are written in the background; a killed process loses those of the last moments. Images that
/// could not be read are not remembered and tried again.
/// </remarks>
public sealed class EmbeddingCache : IEmbeddingCache, IDisposable
{
    private readonly EmbeddingCacheOptions _options;
    private readonly CacheWriter _writer;
    private readonly ConcurrentBag<CacheReader> _readers = [];
    private long _hits,
        _misses;
    private volatile bool _isReadable,
        _isWritable;
    private readonly UseCounter _uses;
    private int _warned;

    private EmbeddingCache(string path, EmbeddingCacheOptions options)
    {
        (Path, _options) = (path, options);
        _writer = new CacheWriter(options, error => GiveUp(error, canStillRead: true));
        _uses = new UseCounter(Close);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Embeddings that were found.</summary>
    public long Hits => Interlocked.Read(ref _hits);

    /// <summary>Embeddings that were looked for and not found, and had to be made.</summary>
    public long Misses => Interlocked.Read(ref _misses);

    /// <summary>Whether something was wrong with the file, so that this run does without it from then on.</summary>
    public bool HasFailed => Volatile.Read(ref _warned) != 0;

    /// <summary>
    /// The file used where none is named: that of the environment variable MLNETLABELS_CACHE, else "embeddings.db" in
    /// the user's cache folder; null where the variable is "off" or the machine has no such folder.
    /// </summary>
    public static string? UsualPath =>
        Environment.GetEnvironmentVariable("MLNETLABELS_CACHE") is { Length: > 0 } given
            ? given.Equals("off", StringComparison.OrdinalIgnoreCase)
                ? null
                : given
            : UserCache.Folder is { } folder
                ? System.IO.Path.Combine(folder, "embeddings.db")
                : null;

    /// <summary>
    /// Opens a cache, and makes it where there is none. Never fails: what cannot be used is told by
    /// <see cref="EmbeddingCacheOptions.Warn"/>, and remembers nothing.
    /// </summary>
    public static EmbeddingCache Open(string path, EmbeddingCacheOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var cache = new EmbeddingCache(path, options ?? new());
        try
        {
            var connection = CacheFile.OpenOrCreate(path);
            (cache._isReadable, cache._isWritable) = (true, true);
            cache._writer.Start(connection);
        }
        catch (Exception error) when (CacheTrouble.IsOne(error))
        {
            cache.GiveUp(error, canStillRead: false);
        }
        return cache;
    }

    /// <summary>What a cache holds.</summary>
    /// <exception cref="InvalidInputException">It is missing, or no cache.</exception>
    public static CacheContents Inspect(string path) => CacheMaintenance.Inspect(path);

    /// <summary>Reads everything: SQLite's own check of the file, and the seal of each embedding.</summary>
    /// <exception cref="InvalidInputException">It is missing, or no cache.</exception>
    public static CacheCheck Verify(string path, CancellationToken cancellationToken = default) =>
        CacheMaintenance.Verify(path, cancellationToken);

    /// <summary>Deletes what was unused for longest and gives the room back to the disk, also while others use it.</summary>
    /// <param name="path">The cache.</param>
    /// <param name="maxBytes">What may stay, in bytes; all if null.</param>
    /// <param name="unusedSince">What was not used since then goes; nothing if null.</param>
    /// <exception cref="InvalidInputException">It is missing, or no cache.</exception>
    public static CachePruning Prune(string path, long? maxBytes, DateTimeOffset? unusedSince) =>
        CacheMaintenance.Prune(path, maxBytes, unusedSince);

    /// <inheritdoc/>
    public bool TryGet(byte[] key, Span<float> embedding)
    {
        if (!_uses.TryEnter())
            return false;
        try
        {
            return Find(key, embedding);
        }
        finally
        {
            _uses.Leave();
        }
    }

    private bool Find(byte[] key, Span<float> embedding)
    {
        if (TryRead(key, embedding, out long id, out var used))
        {
            Interlocked.Increment(ref _hits);
            if (_isWritable && _options.Time.GetUtcNow() - used > CacheTime.Resolution)
                _writer.Touch(id);
            return true;
        }
        Interlocked.Increment(ref _misses);
        return false;
    }

    /// <inheritdoc/>
    public void Add(EmbeddingSpace space, byte[] key, ReadOnlySpan<float> embedding)
    {
        if (!_uses.TryEnter())
            return;
        if (_isWritable)
            _writer.Store(space, key, CacheValue.Seal(key, embedding));
        _uses.Leave();
    }

    /// <summary>
    /// Writes what waits to be written, and closes the file; where somebody still looks something up, he closes it. From
    /// then on it knows and remembers nothing.
    /// </summary>
    public void Dispose() => _uses.Close();

    private void Close()
    {
        (_isReadable, _isWritable) = (false, false);
        while (_readers.TryTake(out var reader))
            reader.Dispose();
        _writer.Dispose();
        if (_writer.Dropped > 0)
            _options.Warn?.Invoke(
                $"{Path}: the disk was too slow for {_writer.Dropped} embeddings, which will be made again next time."
            );
    }

    private bool TryRead(byte[] key, Span<float> embedding, out long id, out DateTimeOffset used)
    {
        (id, used) = (0, default);
        if (!_isReadable)
            return false;
        CacheReader? reader = null;
        try
        {
            if (!_readers.TryTake(out reader))
                reader = new CacheReader(Path);
            bool found = reader.TryRead(key, embedding, out id, out used);
            _readers.Add(reader);
            return found;
        }
        catch (Exception error) when (CacheTrouble.IsOne(error))
        {
            reader?.Dispose();
            GiveUp(error, canStillRead: false);
            return false;
        }
    }

    private void GiveUp(Exception error, bool canStillRead)
    {
        _isWritable = false;
        if (!canStillRead)
            _isReadable = false;
        if (Interlocked.Exchange(ref _warned, 1) != 0)
            return;
        string rest = canStillRead
            ? "no more embeddings are remembered in this run"
            : "this run goes on without remembered embeddings";
        _options.Warn?.Invoke($"{CacheTrouble.Explain(Path, error).Message} Until then {rest}.");
    }
}
