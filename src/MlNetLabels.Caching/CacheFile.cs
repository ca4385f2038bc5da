using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace MlNetLabels.Caching;

/// <summary>Opens a cache's SQLite file, or makes one; never changes a file that is something else.</summary>
internal static class CacheFile
{
    /// <summary>Raised when what is stored, or under which key, changes its meaning.</summary>
    public const int Version = 1;

    // "MLEC", in the header of every cache file: SQLite's own mark for whose file it is.
    private const int ApplicationId = 0x4D4C4543;

    private const int BusySeconds = 5;

    // An embedding of any usual backbone takes kilobytes: a damaged length must not ask for a gigabyte.
    private const int MaxValueBytes = 1 << 20;

    // Three rows of 576 dimensions to a page, at little waste.
    private const string Layout = "PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL";

    // Letter by letter what SQLite keeps and a check on opening compares.
    private static readonly string[] s_tables =
    [
        "CREATE TABLE space(id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, backbone TEXT NOT NULL, "
            + "about TEXT NOT NULL) STRICT",
        "CREATE TABLE embedding(id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, space INTEGER NOT NULL, "
            + "used INTEGER NOT NULL, value BLOB NOT NULL) STRICT",
        "CREATE INDEX embedding_used ON embedding(used)",
    ];

    private static readonly string s_create = FormattableString.Invariant(
        $"""
        PRAGMA application_id = {ApplicationId};
        PRAGMA user_version = {Version};
        {string.Join(";\n", s_tables)};
        """
    );

    private const string ReadSettings = "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON";

    // Without a flush at every commit a power cut may cost the newest rows, and a killed process none.
    private const string WriteSettings = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = NORMAL;
        PRAGMA journal_size_limit = 33554432;
        """;

    /// <summary>Opens a cache, and makes it first where there is none.</summary>
    /// <exception cref="InvalidInputException">It is another file than a cache of this version.</exception>
    /// <exception cref="SqliteException">It is damaged, or cannot be opened or made.</exception>
    /// <exception cref="IOException">Its folder cannot be made.</exception>
    public static SqliteConnection OpenOrCreate(string path)
    {
        RefuseFolder(path);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return Open(path, path, SqliteOpenMode.ReadWriteCreate);
    }

    /// <summary>Opens a cache that is there.</summary>
    /// <exception cref="InvalidInputException">It is missing, or another file than a cache of this version.</exception>
    /// <exception cref="SqliteException">It is damaged or cannot be opened.</exception>
    public static SqliteConnection Open(string path)
    {
        RefuseFolder(path);
        return File.Exists(path)
            ? Open(path, path, SqliteOpenMode.ReadWrite)
            : throw new InvalidInputException(path, null, "there is no cache here. Whatever embeds images makes one.");
    }

    /// <summary>Opens a cache that is there; one that cannot be written, nor its folder, is read as it lies.</summary>
    /// <exception cref="InvalidInputException">It is missing, or another file than a cache of this version.</exception>
    /// <exception cref="SqliteException">It is damaged or cannot be opened.</exception>
    public static SqliteConnection OpenToRead(string path)
    {
        try
        {
            return Open(path);
        }
        catch (SqliteException e) when (CannotBeWritten(path, e))
        {
            return OpenAsItLies(path);
        }
    }

    /// <summary>
    /// Opens a cache without locks, log and any file beside it. Who writes to it meanwhile may make rows unreadable;
    /// their seals tell.
    /// </summary>
    /// <exception cref="InvalidInputException">It is another file than a cache of this version.</exception>
    /// <exception cref="SqliteException">It is damaged or cannot be opened.</exception>
    public static SqliteConnection OpenAsItLies(string path) =>
        Open(path, new Uri(Path.GetFullPath(path)).AbsoluteUri + "?immutable=1", SqliteOpenMode.ReadOnly);

    /// <summary>Whether a cache that is there was not opened because it, or its folder, takes no writing.</summary>
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

    private static SqliteConnection Open(string path, string source, SqliteOpenMode mode)
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
            _ = raw.sqlite3_limit(connection.Handle, raw.SQLITE_LIMIT_LENGTH, MaxValueBytes);
            Execute(connection, ReadSettings);
            // Nothing is written before it is known whose file this is.
            if (mode == SqliteOpenMode.ReadWriteCreate && IsEmpty(connection))
                Create(connection);
            CheckOwner(path, connection);
            CheckTables(path, connection);
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
    private static void Create(SqliteConnection connection)
    {
        Execute(connection, Layout);
        using var transaction = connection.BeginTransaction(deferred: false);
        if (!IsEmpty(connection))
            return;
        Execute(connection, s_create);
        transaction.Commit();
    }

    private static void CheckOwner(string path, SqliteConnection connection)
    {
        long owner = Number(connection, "PRAGMA application_id"),
            version = Number(connection, "PRAGMA user_version");
        if (owner != ApplicationId)
            throw new InvalidInputException(
                path,
                null,
                "this is not a cache of embeddings, so it is left alone. Name another file."
            );
        if (version != Version)
            throw new InvalidInputException(
                path,
                null,
                $"this cache is of format {version}, and this program knows format {Version}. Use a newer program, "
                    + "or name another file."
            );
    }

    // A view or a trigger in a table's place would run what its maker wrote, for as long as they like.
    private static void CheckTables(string path, SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = FormattableString.Invariant(
            $"SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL LIMIT {s_tables.Length + 1}"
        );
        using var reader = command.ExecuteReader();
        var found = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read())
            found.Add(reader.GetString(0));
        if (!found.SetEquals(s_tables))
            throw CacheTrouble.Damaged(path, "its tables are not those of a cache");
    }
}
