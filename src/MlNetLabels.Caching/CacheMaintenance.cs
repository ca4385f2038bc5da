using Microsoft.Data.Sqlite;

namespace MlNetLabels.Caching;

/// <summary>Looks at a cache's file, checks it and makes it smaller, also while others use it.</summary>
internal static class CacheMaintenance
{
    /// <summary>What a cache holds.</summary>
    public static CacheContents Inspect(string path) =>
        With(
            path,
            CacheFile.OpenToRead,
            null,
            connection =>
            {
                using var command = connection.CreateCommand();
                command.CommandText = """
                    SELECT s.backbone, s.about, count(*), sum(length(e.value)), min(e.used), max(e.used)
                    FROM embedding e JOIN space s ON s.id = e.space GROUP BY s.id ORDER BY max(e.used) DESC
                    """;
                using var reader = command.ExecuteReader();
                var groups = new List<CacheGroup>();
                while (reader.Read())
                    groups.Add(
                        new CacheGroup(
                            reader.GetString(0),
                            reader.GetString(1),
                            reader.GetInt64(2),
                            reader.GetInt64(3),
                            CacheTime.From(reader.GetInt64(4)),
                            CacheTime.From(reader.GetInt64(5))
                        )
                    );
                return new CacheContents(path, Size(path), groups.Sum(g => g.Embeddings), groups);
            }
        );

    /// <summary>Reads everything: SQLite's own check of the file, and the seal of each embedding.</summary>
    /// <param name="path">The cache.</param>
    /// <param name="most">What it may take; null for what its size explains.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static CacheCheck Verify(
        string path,
        TimeSpan? most = null,
        CancellationToken cancellationToken = default
    ) =>
        With(
            path,
            CacheFile.OpenToRead,
            most,
            connection =>
            {
                var problems = new List<string>();
                using (var check = connection.CreateCommand())
                {
                    check.CommandText = "PRAGMA integrity_check(20)";
                    using var lines = check.ExecuteReader();
                    while (lines.Read())
                        if (lines.GetString(0) is not "ok" and var line)
                            problems.Add(line);
                }
                using var command = connection.CreateCommand();
                command.CommandText = "SELECT key, value FROM embedding";
                using var reader = command.ExecuteReader();
                long rows = 0,
                    damaged = 0;
                for (; reader.Read(); rows++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (!CacheValue.IsSound(reader.GetFieldValue<byte[]>(0), reader.GetFieldValue<byte[]>(1)))
                        damaged++;
                }
                return new CacheCheck(path, rows, damaged, problems);
            }
        );

    /// <summary>Deletes what was unused for longest and gives the room back to the disk; the number deleted.</summary>
    public static long Prune(string path, long? maxBytes, DateTimeOffset? unusedSince) =>
        With(
            path,
            CacheFile.Open,
            null,
            connection =>
            {
                long deleted = unusedSince is { } time ? CacheEviction.DeleteUnusedSince(connection, time) : 0;
                if (maxBytes is { } most)
                    deleted += CacheEviction.Shrink(connection, most);
                CacheFile.Execute(connection, "PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)");
                return deleted;
            }
        );

    private static T With<T>(
        string path,
        Func<string, DatabaseKind, SqliteConnection> open,
        TimeSpan? most,
        Func<SqliteConnection, T> work
    )
    {
        try
        {
            using var connection = open(path, DatabaseKind.Embeddings);
            using var time = new StatementTime(connection, most);
            return work(connection);
        }
        catch (Exception error) when (CacheTrouble.IsOne(error))
        {
            throw CacheTrouble.Explain(path, error);
        }
    }

    private static long Size(string path) =>
        new[] { path, path + "-wal" }.Select(p => new FileInfo(p)).Where(f => f.Exists).Sum(f => f.Length);
}
