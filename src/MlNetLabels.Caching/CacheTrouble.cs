using System.Reflection;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace MlNetLabels.Caching;

/// <summary>What can go wrong with a cache, and what to do about it, in a sentence.</summary>
internal static class CacheTrouble
{
    /// <summary>Whether an error is the cache's, so that a run can go on without it.</summary>
    public static bool IsOne(Exception error) =>
        IsOfLibrary(error)
        || error
            is SqliteException
                or InvalidInputException
                or IOException
                or UnauthorizedAccessException
                // A damaged row can hold another type than its column.
                or InvalidCastException
                or FormatException
                or OverflowException;

    /// <summary>The error as one about a file that the user can do something about.</summary>
    public static InvalidInputException Explain(string path, Exception error, DatabaseKind? kind = null) =>
        error as InvalidInputException
        ?? new InvalidInputException(path, null, Reason(error, kind ?? DatabaseKind.Embeddings), error);

    /// <summary>A file whose parts do not fit each other, though SQLite reads them.</summary>
    public static InvalidInputException Damaged(string path, string how, DatabaseKind? kind = null) =>
        new(path, null, DamagedReason(how, kind ?? DatabaseKind.Embeddings));

    private static string DamagedReason(string how, DatabaseKind kind) => $"it is damaged ({how}). {kind.WhenDamaged}";

    // Told by the provider on first use, inside errors of reflection and of types that cannot be set up.
    private static bool IsOfLibrary(Exception error) =>
        error is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException
        || (
            error is TypeInitializationException or TargetInvocationException
            && error.InnerException is { } inner
            && IsOfLibrary(inner)
        );

    private static string Reason(Exception error, DatabaseKind kind) =>
        error switch
        {
            _ when IsOfLibrary(error) =>
                "SQLite's native library (e_sqlite3) cannot be loaded: it is not beside the program, or not the one of this "
                    + "system. It comes with the package SQLitePCLRaw.bundle_e_sqlite3 of version 3, on which "
                    + "MlNetLabels.Caching depends: see that no other version is referenced, and publish for this system.",
            SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED } =>
                "another process keeps it locked. Wait for that process, or name another file.",
            SqliteException { SqliteErrorCode: raw.SQLITE_FULL } =>
                "the disk is full. Free some space, or name a file on another disk.",
            SqliteException { SqliteErrorCode: raw.SQLITE_INTERRUPT } => DamagedReason(
                "reading it takes longer than its size explains",
                kind
            ),
            SqliteException { SqliteErrorCode: raw.SQLITE_NOTADB } =>
                $"this is not {kind.Noun}, so it is left alone. Name another file.",
            SqliteException
            {
                SqliteErrorCode: raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_IOERR or raw.SQLITE_PERM
            }
            or IOException
            or UnauthorizedAccessException =>
                $"it cannot be read or written ({Plain(error)}). Check the folder's permissions and the disk, or name another file.",
            _ => DamagedReason(Plain(error), kind),
        };

    // SQLite's own words without the provider's frame: "SQLite Error 11: 'database disk image is malformed'.".
    private static string Plain(Exception error) =>
        error is SqliteException && error.Message.Split('\'') is [_, var inner, ..]
            ? inner
            : error.Message.TrimEnd('.');
}
