using Microsoft.Data.Sqlite;
using MlNetLabels.Embedding;

namespace MlNetLabels.Caching;

/// <summary>
/// Predictions kept in one SQLite file, the oldest making room for new ones. Give it to a service as
/// <see cref="IPredictionLog"/>.
/// </summary>
/// <remarks>
/// Thread-safe; several processes may share the file, which must lie on a local disk. Rows are written in the background,
/// by one thread and in transactions: a killed process loses those of the last moments, and the file stays readable. Where
/// the file cannot be made or written, one warning is given, predictions are counted as dropped, and it is tried again
/// every few seconds.
/// </remarks>
public sealed class PredictionLog : IPredictionLog, IDisposable
{
    // A reader holds no transaction for longer than so many rows take, so that writers can give room back.
    private const int RowsAtOnce = 128;

    private readonly PredictionLogWriter _writer;

    /// <summary>Begins to keep predictions. Never fails.</summary>
    /// <param name="path">The file, made where there is none.</param>
    /// <param name="options">Its bounds; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is below 1.</exception>
    public PredictionLog(string path, PredictionLogOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var given = options ?? new();
        ArgumentOutOfRangeException.ThrowIfLessThan(given.MaxRows, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(given.MaxBytes, 1, nameof(options));
        (Path, KeepsImages) = (path, given.KeepImages);
        _writer = new PredictionLogWriter(path, given);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public bool KeepsImages { get; }

    /// <inheritdoc/>
    public long Kept => _writer.Kept;

    /// <inheritdoc/>
    public long Dropped => _writer.Dropped;

    /// <inheritdoc/>
    public void Add(LoggedPrediction entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        _writer.Add(KeepsImages ? entry : entry with { Image = null });
    }

    /// <summary>Writes what waits to be written, and closes the file; later predictions are dropped.</summary>
    public void Dispose() => _writer.Dispose();

    /// <summary>
    /// Reads a log, oldest first, some rows at a time: memory does not grow with it. Others may write to it meanwhile.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="after">Only entries of a greater <see cref="LoggedPrediction.Number"/>.</param>
    /// <exception cref="InvalidInputException">There is no log, or it is damaged; the message says what to do.</exception>
    public static IEnumerable<LoggedPrediction> Read(string path, long after = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Each(path, after);
    }

    private static IEnumerable<LoggedPrediction> Each(string path, long after)
    {
        using var connection = Try(path, () => CacheFile.OpenToRead(path, DatabaseKind.Predictions));
        while (true)
        {
            var rows = Try(path, () => Some(connection, after));
            foreach (var row in rows)
                yield return row;
            if (rows.Count == 0)
                yield break;
            after = rows[^1].Number;
        }
    }

    private static List<LoggedPrediction> Some(SqliteConnection connection, long after)
    {
        using var time = new StatementTime(connection);
        using var command = connection.CreateCommand();
        command.CommandText =
            $"SELECT {LogRow.Columns} FROM prediction WHERE id > $after ORDER BY id LIMIT {RowsAtOnce}";
        command.Parameters.AddWithValue("$after", after);
        using var reader = command.ExecuteReader();
        var rows = new List<LoggedPrediction>();
        while (reader.Read())
            rows.Add(LogRow.Read(reader));
        return rows;
    }

    private static T Try<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (CacheTrouble.IsOne(error))
        {
            throw CacheTrouble.Explain(path, error, DatabaseKind.Predictions);
        }
    }
}
