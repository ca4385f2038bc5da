using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using MlNetLabels.Embedding;

namespace MlNetLabels.Caching;

/// <summary>
/// The one thread of a cache that writes: it gathers rows into transactions, so that those who embed never wait for the
/// disk.
/// </summary>
/// <param name="options">The cache's bound and clock.</param>
/// <param name="failed">Told once, where it cannot write any more.</param>
internal sealed class CacheWriter(EmbeddingCacheOptions options, Action<Exception> failed) : IDisposable
{
    // Ten megabytes of rows of 576 dimensions: seconds of embedding that a slow disk may lag behind.
    private const int MaxWaiting = 4096;

    private const int MaxBatch = 512;

    private static readonly TimeSpan s_gather = TimeSpan.FromMilliseconds(200);

    private readonly BlockingCollection<Change> _waiting = new(MaxWaiting);
    private readonly Dictionary<string, long> _spaces = [];
    private Thread? _thread;
    private long _dropped;

    /// <summary>A row to store, or, without a space, one that was used.</summary>
    private readonly record struct Change(byte[] Key, byte[] Value, EmbeddingSpace? Space, long Id);

    /// <summary>Rows that were not stored because the disk lagged too far behind.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Starts to write over a connection, which is closed at the end.</summary>
    public void Start(SqliteConnection connection)
    {
        _thread = new Thread(() => Run(connection)) { IsBackground = true, Name = "embedding cache" };
        _thread.Start();
    }

    /// <summary>Stores a row soon, over what is stored under its key.</summary>
    public void Store(EmbeddingSpace space, byte[] key, byte[] value)
    {
        if (!_waiting.TryAdd(new Change(key, value, space, 0)))
            Interlocked.Increment(ref _dropped);
    }

    /// <summary>Remembers that a row was used now.</summary>
    public void Touch(long id) => _waiting.TryAdd(new Change([], [], null, id));

    /// <summary>Waits until all that was given is written, or cannot be.</summary>
    public void Dispose()
    {
        _waiting.CompleteAdding();
        // Who is told of a failure is told on this thread, and may dispose the cache for it.
        if (Thread.CurrentThread == _thread)
            return;
        _thread?.Join();
        _waiting.Dispose();
    }

    private void Run(SqliteConnection connection)
    {
        try
        {
            using (connection)
                foreach (var batch in Batches())
                    Write(connection, batch);
        }
        // Nothing may leave the thread, or it would end the process for the sake of a cache.
        catch (Exception error)
        {
            failed(error);
            // What still comes is taken and forgotten, so that nobody finds the queue full.
            foreach (var _ in _waiting.GetConsumingEnumerable()) { }
        }
    }

    private IEnumerable<List<Change>> Batches()
    {
        while (_waiting.TryTake(out var first, Timeout.Infinite))
        {
            List<Change> batch = [first];
            var clock = Stopwatch.StartNew();
            while (
                batch.Count < MaxBatch
                && _waiting.TryTake(out var next, (int)Math.Max(0, (s_gather - clock.Elapsed).TotalMilliseconds))
            )
                batch.Add(next);
            yield return batch;
        }
    }

    private void Write(SqliteConnection connection, List<Change> batch)
    {
        using var time = new StatementTime(connection);
        // Room is made first, so that the file does not grow beyond its bound; a third more for pages and the index.
        CacheEviction.Shrink(connection, options.MaxBytes - batch.Sum(change => change.Value.Length) * 4L / 3);
        long now = CacheTime.ToSeconds(options.Time.GetUtcNow());
        using var transaction = connection.BeginTransaction(deferred: false);
        using var store = Command(
            connection,
            """
            INSERT INTO embedding(key, space, used, value) VALUES ($key, $space, $used, $value)
            ON CONFLICT(key) DO UPDATE SET space = excluded.space, used = excluded.used, value = excluded.value
            """
        );
        using var touch = Command(connection, "UPDATE embedding SET used = $used WHERE id = $id");
        foreach (var change in batch)
        {
            if (change.Space is { } space)
                Run(
                    store,
                    ("$key", change.Key),
                    ("$space", IdOf(connection, space)),
                    ("$used", now),
                    ("$value", change.Value)
                );
            else
                Run(touch, ("$used", now), ("$id", change.Id));
        }
        transaction.Commit();
        // Where the bound is less than a batch, that room was not enough.
        CacheEviction.Shrink(connection, options.MaxBytes);
        PageBound.GiveBack(connection, options.MaxBytes);
    }

    private long IdOf(SqliteConnection connection, EmbeddingSpace space)
    {
        if (_spaces.TryGetValue(space.About, out long id))
            return id;
        using var command = Command(
            connection,
            """
            INSERT INTO space(key, backbone, about) VALUES ($key, $backbone, $about) ON CONFLICT(key) DO NOTHING;
            SELECT id FROM space WHERE key = $key
            """
        );
        foreach (
            var (name, value) in new (string, object)[]
            {
                ("$key", space.Id),
                ("$backbone", space.Backbone),
                ("$about", space.About),
            }
        )
            command.Parameters.AddWithValue(name, value);
        return _spaces[space.About] = (long)command.ExecuteScalar()!;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    private static void Run(SqliteCommand command, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        foreach (var (name, value) in parameters)
        {
            if (command.Parameters.Contains(name))
                command.Parameters[name].Value = value;
            else
                command.Parameters.AddWithValue(name, value);
        }
        command.ExecuteNonQuery();
    }
}
