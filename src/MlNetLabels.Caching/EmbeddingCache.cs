using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using MlNetLabels.Embedding;
using MlNetLabels.Shared;

namespace MlNetLabels.Caching;

/// <summary>
/// Remembers embeddings in one SQLite file, so that an image is embedded once: by backbone, preprocessing and the
/// image's bytes, wherever the file lies. Give it to <see cref="EmbeddingOptions.Cache"/>.
/// </summary>
/// <remarks>
/// Thread-safe; any number of processes may share the file, which must lie on a local disk. A stored embedding is given
/// back bit for bit or not at all: each is sealed by a SHA-256. Whatever is wrong with the file costs one warning and
/// time, never a run; a file that cannot be written is read. Rows are written in the background; a killed process loses
/// those of the last moments. Images that could not be read are not remembered and tried again. Disposing it while
/// others look up and add is safe: it waits for those calls, which are short, and later ones throw
/// <see cref="ObjectDisposedException"/>.
/// </remarks>
public sealed class EmbeddingCache : IEmbeddingCache, IDisposable
{
    private readonly EmbeddingCacheOptions _options;
    private readonly CacheWriter _writer;
    private readonly ConcurrentBag<CacheReader> _readers = [];
    private readonly UseCount _uses;

    // Never disposed: whoever sets it may still be about to return.
    private readonly ManualResetEventSlim _unused = new();
    private long _hits,
        _misses;
    private volatile bool _isReadable,
        _isWritable;
    private int _warned,
        _disposed;

    private EmbeddingCache(string path, EmbeddingCacheOptions options)
    {
        (Path, _options) = (path, options);
        _writer = new CacheWriter(options, error => GiveUp(error, canStillRead: true));
        _uses = new UseCount(_unused.Set);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Embeddings that were found.</summary>
    public long Hits => Interlocked.Read(ref _hits);

    /// <summary>Embeddings that were looked for and not found, and had to be made.</summary>
    public long Misses => Interlocked.Read(ref _misses);

    /// <summary>
    /// Whether something was wrong with the file, so that this run does without it from then on, or only reads it.
    /// </summary>
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
    /// Opens a cache, and makes it where there is none. Never fails: what cannot be used, or only be read, is told by
    /// <see cref="EmbeddingCacheOptions.Warn"/>.
    /// </summary>
    public static EmbeddingCache Open(string path, EmbeddingCacheOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var cache = new EmbeddingCache(path, options ?? new());
        try
        {
            var connection = OpenAnyWay(path);
            cache._isReadable = true;
            cache._isWritable = !CacheFile.IsReadOnly(connection);
            if (cache._isWritable)
                cache._writer.Start(connection);
            else
            {
                connection.Dispose();
                cache.WarnOnce(
                    $"{path}: it can be read but not written. Embeddings are looked up in it and none are remembered; "
                        + "to remember them, name another file."
                );
            }
        }
        catch (Exception error) when (CacheTrouble.IsOne(error))
        {
            cache.GiveUp(error, canStillRead: false);
        }
        return cache;
    }

    /// <summary>What a cache holds. Others may use it meanwhile.</summary>
    /// <exception cref="InvalidInputException">There is no usable cache; the message says what to do.</exception>
    public static CacheContents Inspect(string path) => CacheMaintenance.Inspect(path);

    /// <summary>
    /// Reads everything: SQLite's own check of the file, and the seal of each embedding. Others may use it meanwhile.
    /// </summary>
    /// <exception cref="InvalidInputException">There is no usable cache; the message says what to do.</exception>
    public static CacheCheck Verify(string path, CancellationToken cancellationToken = default) =>
        CacheMaintenance.Verify(path, most: null, cancellationToken);

    /// <summary>
    /// Deletes what was unused for longest and gives the room back to the disk. Others may use it meanwhile.
    /// </summary>
    /// <param name="path">The cache.</param>
    /// <param name="maxBytes">What may stay, in bytes; all if null.</param>
    /// <param name="unusedSince">What was not used since then goes; nothing if null.</param>
    /// <returns>The number of embeddings deleted.</returns>
    /// <exception cref="InvalidInputException">
    /// There is no usable cache, or it is damaged so that nothing can be deleted; the message says what to do.
    /// </exception>
    public static long Prune(string path, long? maxBytes, DateTimeOffset? unusedSince) =>
        CacheMaintenance.Prune(path, maxBytes, unusedSince);

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The cache was disposed before the call.</exception>
    public bool TryGet(byte[] key, Span<float> embedding)
    {
        Exception? trouble;
        using (_uses.Enter(nameof(EmbeddingCache)))
        {
            if (TryRead(key, embedding, out long id, out var used, out trouble))
            {
                Interlocked.Increment(ref _hits);
                if (_isWritable && _options.Time.GetUtcNow() - used > CacheTime.Resolution)
                    _writer.Touch(id);
                return true;
            }
        }
        Interlocked.Increment(ref _misses);
        // Outside, since who is told may dispose the cache, which waits for all inside.
        if (trouble is not null)
            GiveUp(trouble, canStillRead: false);
        return false;
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The cache was disposed before the call.</exception>
    public void Add(EmbeddingSpace space, byte[] key, ReadOnlySpan<float> embedding)
    {
        using var use = _uses.Enter(nameof(EmbeddingCache));
        if (_isWritable)
            _writer.Store(space, key, CacheValue.Seal(key, embedding));
    }

    /// <summary>Writes what waits to be written, and closes the file.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _uses.Close();
        _unused.Wait();
        (_isReadable, _isWritable) = (false, false);
        while (_readers.TryTake(out var reader))
            reader.Dispose();
        _writer.Dispose();
        if (_writer.Dropped > 0)
            _options.Warn?.Invoke(
                $"{Path}: the disk was too slow for {_writer.Dropped} embeddings, which will be made again next time."
            );
    }

    private static SqliteConnection OpenAnyWay(string path)
    {
        try
        {
            return CacheFile.OpenOrCreate(path, DatabaseKind.Embeddings);
        }
        catch (SqliteException e) when (CacheFile.CannotBeWritten(path, e))
        {
            return CacheFile.OpenAsItLies(path, DatabaseKind.Embeddings);
        }
    }

    private bool TryRead(
        byte[] key,
        Span<float> embedding,
        out long id,
        out DateTimeOffset used,
        out Exception? trouble
    )
    {
        (id, used, trouble) = (0, default, null);
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
            trouble = error;
            return false;
        }
    }

    private void GiveUp(Exception error, bool canStillRead)
    {
        _isWritable = false;
        if (!canStillRead)
            _isReadable = false;
        string rest = canStillRead
            ? "no more embeddings are remembered in this run"
            : "this run goes on without remembered embeddings";
        WarnOnce($"{CacheTrouble.Explain(Path, error).Message} Until then {rest}.");
    }

    private void WarnOnce(string what)
    {
        if (Interlocked.Exchange(ref _warned, 1) == 0)
            _options.Warn?.Invoke(what);
    }
}
