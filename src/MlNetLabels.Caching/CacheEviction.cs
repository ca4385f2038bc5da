using Microsoft.Data.Sqlite;

namespace MlNetLabels.Caching;

/// <summary>
/// Keeps a cache below its bound: what was unused for longest goes first, and among equals what came first.
/// </summary>
internal static class CacheEviction
{
    /// <summary>Deletes rows until those that stay take at most so many bytes; the number deleted.</summary>
    /// <exception cref="InvalidInputException">
    /// The index names rows that are gone, so that none can be deleted.
    /// </exception>
    public static long Shrink(SqliteConnection connection, long maxBytes) =>
        PageBound.Shrink(
            connection,
            maxBytes,
            "SELECT count(*) FROM embedding INDEXED BY embedding_used",
            number => Delete(connection, "id IN (SELECT id FROM embedding ORDER BY used, id LIMIT $number)", number)
        );

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
}
