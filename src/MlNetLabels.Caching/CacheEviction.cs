using Microsoft.Data.Sqlite;

namespace MlNetLabels.Caching;

/// <summary>
/// Keeps a cache below its bound: what was unused for longest goes first, and among equals what came first.
/// </summary>
internal static class CacheEviction
{
    // So many at a time, that other processes get to write in between.
    private const int MaxRows = 2048;

    /// <summary>Deletes rows until those that stay take at most so many bytes; the number deleted.</summary>
    /// <exception cref="InvalidInputException">
    /// The index names rows that are gone, so that none can be deleted.
    /// </exception>
    public static long Shrink(SqliteConnection connection, long maxBytes)
    {
        long page = CacheFile.Number(connection, "PRAGMA page_size"),
            deleted = 0;
        while (UsedPages(connection) * page is var bytes && bytes > maxBytes)
        {
            long rows = CacheFile.Number(connection, "SELECT count(*) FROM embedding INDEXED BY embedding_used");
            if (rows == 0)
                break;
            // At least a few, since rows of one page leave it only together.
            long tooMany = Math.Clamp((long)((bytes - maxBytes) / (double)bytes * rows), 16, MaxRows);
            long now = Delete(connection, "id IN (SELECT id FROM embedding ORDER BY used, id LIMIT $number)", tooMany);
            if (now == 0)
                throw CacheTrouble.Damaged(connection.DataSource, "its index names rows that are gone");
            deleted += now;
        }
        // Emptied pages serve new rows; they are given back where they are many.
        long all = CacheFile.Number(connection, "PRAGMA page_count");
        if (all * page > maxBytes && UsedPages(connection) < all * 3 / 4)
            CacheFile.Execute(connection, "PRAGMA incremental_vacuum");
        return deleted;
    }

    /// <summary>Deletes what was not used since then; the number deleted.</summary>
    public static long DeleteUnusedSince(SqliteConnection connection, DateTimeOffset time) =>
        Delete(connection, "used < $number", CacheTime.ToSeconds(time));

    private static long Delete(SqliteConnection connection, string which, long number)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"DELETE FROM embedding WHERE {which}";
        command.Parameters.AddWithValue("$number", number);
        return command.ExecuteNonQuery();
    }

    private static long UsedPages(SqliteConnection connection) =>
        CacheFile.Number(connection, "PRAGMA page_count") - CacheFile.Number(connection, "PRAGMA freelist_count");
}
