using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace MlNetLabels.Caching;

/// <summary>Opens a SQLite file of ours, or makes one; never changes a file that is something else.</summary>
internal static class CacheFile
{
    // Bytes that every file of SQLite begins with.
    private const int Header = 16;

    private const int BusySeconds = 5;

    private const string ReadSettings = "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON";

    // Without a flush at every commit a power cut may cost the newest rows, and a killed process none.
    private const string WriteSettings = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = NORMAL;
        PRAGMA journal_size_limit = 33554432;
        """;

    /// <summary>Opens one, and makes it first where there is none.</summary>
    /// <exception cref="InvalidInputException">It is another file than one of this kind and version.</exception>
    /// <exception cref="SqliteException">It is damaged, or cannot be opened or made.</exception>
    /// <exception cref="IOException">Its folder cannot be made.</exception>
    public static SqliteConnection OpenOrCreate(string path, DatabaseKind kind)
    {
        RefuseFolder(path);
        RefuseScrap(path, kind);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return Open(path, path, SqliteOpenMode.ReadWriteCreate, kind);
    }

    /// <summary>Opens one that is there.</summary>
    /// <exception cref="InvalidInputException">It is missing, or another file than one of this kind and version.</exception>
    /// <exception cref="SqliteException">It is damaged or cannot be opened.</exception>
    public static SqliteConnection Open(string path, DatabaseKind kind)
    {
        RefuseFolder(path);
        return File.Exists(path)
            ? Open(path, path, SqliteOpenMode.ReadWrite, kind)
            : throw new InvalidInputException(path, null, kind.Missing);
    }

    /// <summary>Opens one that is there; one that cannot be written, nor its folder, is read as it lies.</summary>
    /// <exception cref="InvalidInputException">It is missing, or another file than one of this kind and version.</exception>
    /// <exception cref="SqliteException">It is damaged or cannot be opened.</exception>
    public static SqliteConnection OpenToRead(string path, DatabaseKind kind)
    {
        try
        {
            return Open(path, kind);
        }
        catch (SqliteException e) when (CannotBeWritten(path, e))
        {
            return OpenAsItLies(path, kind);
        }
    }

    /// <summary>
    /// Opens one without locks, log and any file beside it. Who writes to it meanwhile may make rows unreadable;
    /// their seals tell.
    /// </summary>
    /// <exception cref="InvalidInputException">It is another file than one of this kind and version.</exception>
    /// <exception cref="SqliteException">It is damaged or cannot be opened.</exception>
    public static SqliteConnection OpenAsItLies(string path, DatabaseKind kind) =>
        Open(path, new Uri(Path.GetFullPath(path)).AbsoluteUri + "?immutable=1", SqliteOpenMode.ReadOnly, kind);

    /// <summary>Whether one that is there was not opened because it, or its folder, takes no writing.</summary>
    public static bool CannotBeWritten(string path, SqliteException error) =>
        error.SqliteErrorCode is raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM && File.Exists(path);

    /// <summary>Whether a connection can only read.</summary>
    public static bool IsReadOnly(SqliteConnection connection) =>
        raw.sqlite3_db_readonly(connection.Handle, "main") == 1;

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is long number ? number : 0;
    }

    private static void RefuseFolder(string path)
    {
        if (Directory.Exists(path))
            throw new InvalidInputException(path, null, "this is a folder. Name a file.");
    }

    // SQLite takes a file of one byte for an empty one, and would write over it; none of its own is so short.
    private static void RefuseScrap(string path, DatabaseKind kind)
    {
        if (new FileInfo(path) is { Exists: true, Length: > 0 and < Header })
            throw NotOurs(path, kind);
    }

    private static SqliteConnection Open(string path, string source, SqliteOpenMode mode, DatabaseKind kind)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = source,
                Mode = mode,
                Pooling = false,
                DefaultTimeout = BusySeconds,
            }.ToString()
        );
        try
        {
            connection.Open();
            using var time = new StatementTime(connection);
            _ = raw.sqlite3_limit(connection.Handle, raw.SQLITE_LIMIT_LENGTH, kind.MaxValueBytes);
            Execute(connection, ReadSettings);
            // Nothing is written before it is known whose file this is.
            if (mode == SqliteOpenMode.ReadWriteCreate && IsEmpty(connection))
                Create(connection, kind);
            CheckOwner(path, connection, kind);
            CheckTables(path, connection, kind);
            if (!IsReadOnly(connection))
                Execute(connection, WriteSettings);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // By its tables: the first page is there from the moment that a transaction begins.
    private static bool IsEmpty(SqliteConnection connection) =>
        Number(connection, "PRAGMA application_id") == 0
        && Number(connection, "SELECT count(*) FROM sqlite_schema") == 0;

    // One transaction, so that a killed process leaves an empty file or a whole cache, and of many at once one makes
    // it.
    private static void Create(SqliteConnection connection, DatabaseKind kind)
    {
        Execute(connection, kind.Layout);
        using var transaction = connection.BeginTransaction(deferred: false);
        if (!IsEmpty(connection))
            return;
        Execute(connection, kind.Create);
        transaction.Commit();
    }

    private static InvalidInputException NotOurs(string path, DatabaseKind kind) =>
        new(path, null, $"this is not {kind.Noun}, so it is left alone. Name another file.");

    private static void CheckOwner(string path, SqliteConnection connection, DatabaseKind kind)
    {
        long owner = Number(connection, "PRAGMA application_id"),
            version = Number(connection, "PRAGMA user_version");
        if (owner != kind.ApplicationId)
            throw NotOurs(path, kind);
        if (version != kind.Version)
            throw new InvalidInputException(
                path,
                null,
                $"this {kind.Name} is of format {version}, and this program knows format {kind.Version}. Use a newer program, "
                    + "or name another file."
            );
    }

    // A view or a trigger in a table's place would run what its maker wrote, for as long as they like.
    private static void CheckTables(string path, SqliteConnection connection, DatabaseKind kind)
    {
        using var command = connection.CreateCommand();
        command.CommandText = FormattableString.Invariant(
            $"SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL LIMIT {kind.Tables.Count + 1}"
        );
        using var reader = command.ExecuteReader();
        var found = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read())
            found.Add(reader.GetString(0));
        if (!found.SetEquals(kind.Tables))
            throw CacheTrouble.Damaged(path, $"its tables are not those of a {kind.Name}", kind);
    }
}
