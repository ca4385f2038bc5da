using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using MlNetLabels.Embedding;

namespace MlNetLabels.Caching;

/// <summary>The one thread of a log that writes, so that those who predict never wait for the disk.</summary>
internal sealed class PredictionLogWriter : IDisposable
{
    // Predictions that a slow disk may lag behind, and bytes of their images.
    private const int MostWaiting = 4096,
        MostImageBytes = 64 << 20;

    private const int MaxBatch = 256;

    private static readonly TimeSpan s_gather = TimeSpan.FromMilliseconds(200),
        s_rest = TimeSpan.FromSeconds(5);

    private readonly BlockingCollection<LoggedPrediction> _waiting = new(MostWaiting);
    private readonly string _path;
    private readonly PredictionLogOptions _options;
    private readonly Thread _thread;
    private SqliteConnection? _connection;
    private long _imageBytes,
        _kept,
        _dropped,
        _failedAt;
    private bool _hasFailed;
    private int _isDisposed;

    public PredictionLogWriter(string path, PredictionLogOptions options)
    {
        (_path, _options) = (path, options);
        _thread = new Thread(Run) { IsBackground = true, Name = "prediction log" };
        _thread.Start();
    }

    public long Kept => Interlocked.Read(ref _kept);

    public long Dropped => Interlocked.Read(ref _dropped);

    public void Add(LoggedPrediction entry)
    {
        if (entry.Time == DateTimeOffset.MinValue)
            entry = entry with { Time = _options.Time.GetUtcNow() };
        long bytes = entry.Image?.Length ?? 0;
        bool fits = Interlocked.Add(ref _imageBytes, bytes) <= MostImageBytes || bytes == 0;
        try
        {
            if (fits && _waiting.TryAdd(entry))
                return;
        }
        catch (InvalidOperationException)
        {
            // It was disposed.
        }
        Interlocked.Add(ref _imageBytes, -bytes);
        Interlocked.Increment(ref _dropped);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        _waiting.CompleteAdding();
        // Who is warned is warned on this thread, and may dispose the log for it.
        if (Thread.CurrentThread != _thread)
            _thread.Join();
    }

    private void Run()
    {
        while (_waiting.TryTake(out var first, Timeout.Infinite))
        {
            List<LoggedPrediction> batch = [first];
            var clock = Stopwatch.StartNew();
            while (
                batch.Count < MaxBatch
                && _waiting.TryTake(out var next, (int)Math.Max(0, (s_gather - clock.Elapsed).TotalMilliseconds))
            )
                batch.Add(next);
            long written = TryWrite(batch) ? batch.Count : 0;
            Interlocked.Add(ref _kept, written);
            Interlocked.Add(ref _dropped, batch.Count - written);
            Interlocked.Add(ref _imageBytes, -batch.Sum(entry => (long)(entry.Image?.Length ?? 0)));
        }
        _connection?.Dispose();
    }

    // Nothing may leave the thread, or it would end the process for the sake of a log.
    private bool TryWrite(List<LoggedPrediction> batch)
    {
        if (_hasFailed && _options.Time.GetElapsedTime(_failedAt) < s_rest)
            return false;
        try
        {
            _connection ??= Open();
            Write(_connection, batch);
            _hasFailed = false;
            return true;
        }
        catch (Exception error)
        {
            _connection?.Dispose();
            _connection = null;
            bool isNew = !_hasFailed;
            (_hasFailed, _failedAt) = (true, _options.Time.GetTimestamp());
            if (isNew)
                Warn(error);
            return false;
        }
    }

    // What callers sent is for the service's own user alone; SQLite gives the files beside it the same mode.
    private SqliteConnection Open()
    {
        if (!OperatingSystem.IsWindows() && !Path.Exists(_path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(_path))!);
            var mine = new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.Write,
                Share = FileShare.ReadWrite,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            };
            new FileStream(_path, mine).Dispose();
        }
        return CacheFile.OpenOrCreate(_path, DatabaseKind.Predictions);
    }

    private void Write(SqliteConnection connection, List<LoggedPrediction> batch)
    {
        using var time = new StatementTime(connection);
        using (var transaction = connection.BeginTransaction(deferred: false))
        {
            using var insert = connection.CreateCommand();
            insert.CommandText = LogRow.Insert;
            foreach (var entry in batch)
            {
                LogRow.Fill(insert, entry);
                insert.ExecuteNonQuery();
            }
            CacheFile.Execute(
                connection,
                FormattableString.Invariant(
                    $"DELETE FROM prediction WHERE id <= (SELECT max(id) FROM prediction) - {_options.MaxRows}"
                )
            );
            transaction.Commit();
        }
        PageBound.Shrink(
            connection,
            _options.MaxBytes,
            "SELECT count(*) FROM prediction",
            number => DeleteOldest(connection, number)
        );
    }

    private static long DeleteOldest(SqliteConnection connection, long number)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            "DELETE FROM prediction WHERE id IN (SELECT id FROM prediction ORDER BY id LIMIT $number)";
        command.Parameters.AddWithValue("$number", number);
        return command.ExecuteNonQuery();
    }

    private void Warn(Exception error)
    {
        try
        {
            _options.Warn?.Invoke(
                $"{CacheTrouble.Explain(_path, error, DatabaseKind.Predictions).Message} Until then predictions are not "
                    + "kept; answers go on."
            );
        }
        catch (Exception told) when (told is not OutOfMemoryException)
        {
            // Who was told failed, which is not the log's.
        }
    }
}
