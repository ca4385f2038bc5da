using System.Globalization;
using Microsoft.Data.Sqlite;

namespace MlNetLabels.Caching;

/// <summary>Keeps a SQLite file below its bound by deleting the rows that are to go first.</summary>
internal static class PageBound
{
    // So many at a time, that other processes get to write in between.
    private const int MaxRows = 2048,
        MinRows = 16;

    /// <summary>Deletes rows until those that stay take at most so many bytes; the number deleted.</summary>
    /// <param name="connection">The file.</param>
    /// <param name="maxBytes">What may stay.</param>
    /// <param name="count">Counts the rows there are.</param>
    /// <param name="delete">Deletes up to so many rows; the number deleted.</param>
    /// <exception cref="InvalidInputException">There are rows that none of can be deleted.</exception>
    public static long Shrink(SqliteConnection connection, long maxBytes, string count, Func<long, long> delete)
    {
        long page = CacheFile.Number(connection, "PRAGMA page_size"),
            deleted = 0;
        while (UsedPages(connection) * page is var bytes && bytes > maxBytes)
        {
            long rows = CacheFile.Number(connection, count);
            if (rows == 0)
                break;
            // At least a few, since rows of one page leave it only together, but never all at once.
            long few = Math.Min(MinRows, rows / 8 + 1),
                tooMany = Math.Clamp((long)((bytes - maxBytes) / (double)bytes * rows), few, MaxRows);
            long now = delete(tooMany);
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

    /// <summary>Gives back emptied pages until the file itself takes at most so many bytes, as far as there are any.</summary>
    public static void GiveBack(SqliteConnection connection, long maxBytes)
    {
        long page = CacheFile.Number(connection, "PRAGMA page_size"),
            tooMany = CacheFile.Number(connection, "PRAGMA page_count") - maxBytes / page;
        if (tooMany > 0)
            CacheFile.Execute(
                connection,
                string.Create(CultureInfo.InvariantCulture, $"PRAGMA incremental_vacuum({tooMany})")
            );
    }

    private static long UsedPages(SqliteConnection connection) =>
        CacheFile.Number(connection, "PRAGMA page_count") - CacheFile.Number(connection, "PRAGMA freelist_count");
}
