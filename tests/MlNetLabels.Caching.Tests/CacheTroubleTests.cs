using System.Runtime.Versioning;
using MlNetLabels.Testing;

namespace MlNetLabels.Caching.Tests;

/// <summary>
/// Whatever is wrong with a cache: one warning that says what to do, no embedding that was not stored, and no
/// exception.
/// </summary>
public sealed class CacheTroubleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Warnings _warnings = new();

    public void Dispose() => _folder.Dispose();

    private string File => _folder.File("embeddings.db");

    [Fact]
    public void Explain_MissingNativeLibrary_BlamesItAndNotTheFolder()
    {
        var missing = new TypeInitializationException(
            "Microsoft.Data.Sqlite.SqliteConnection",
            new System.Reflection.TargetInvocationException(new DllNotFoundException("Unable to load 'e_sqlite3'"))
        );

        Assert.True(CacheTrouble.IsOne(missing));
        string said = CacheTrouble.Explain("c.db", missing).Message;
        Assert.Contains("e_sqlite3", said, StringComparison.Ordinal);
        Assert.Contains("SQLitePCLRaw.bundle_e_sqlite3 of version 3", said, StringComparison.Ordinal);
        Assert.DoesNotContain("permission", said, StringComparison.Ordinal);
        Assert.False(CacheTrouble.IsOne(new TypeInitializationException("X", new InvalidOperationException())));
    }

    [Fact]
    public void Open_NotSqlite_IsLeftAlone() =>
        OpenIsLeftAlone(
            _folder.Write("embeddings.db", "file,label\na.jpg,cat\n" + new string('x', 4096)),
            "not a cache",
            "Name another file"
        );

    [Fact]
    public void Open_EmptyFile_BecomesACache()
    {
        CacheRows.Make(_folder.Write("embeddings.db", ""), 2, _warnings.Options);

        Assert.Equal(2, EmbeddingCache.Inspect(File).Embeddings);
        Assert.Empty(_warnings.Said);
    }

    [Fact]
    public void Open_ForeignDatabase_IsLeftAlone()
    {
        EmbeddingCacheTests.Execute(
            File,
            "CREATE TABLE embedding(id INTEGER PRIMARY KEY, key BLOB, space INTEGER, used INTEGER, value BLOB)"
        );

        OpenIsLeftAlone(File, "not a cache", "Name another file");
    }

    [Fact]
    public void Open_FileOfOneByte_IsLeftAlone()
    {
        System.IO.File.WriteAllText(File, "x");

        OpenIsLeftAlone(File, "not a cache", "Name another file");
    }

    [Fact]
    public void Open_VersionFromTheFuture_IsLeftAlone()
    {
        CacheRows.Make(File, 3);
        EmbeddingCacheTests.Execute(File, "PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)");

        OpenIsLeftAlone(File, "format 99", "newer program");
    }

    [Fact]
    public void Open_Folder_GivesOneWarning() => OpenGivesOneWarning(_folder.Path, "folder");

    [Fact]
    public void Open_BelowAFile_GivesOneWarning() =>
        OpenGivesOneWarning(
            System.IO.Path.Combine(_folder.Write("file", "x"), "embeddings.db"),
            "cannot be read or written"
        );

    [Fact]
    public void Open_FolderThatTakesNoFiles_GivesOneWarning()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has a folder that takes no files from anybody.");
        OpenGivesOneWarning("/proc/mlnetlabels/embeddings.db", "cannot be read or written");
    }

    [Fact]
    public void Open_TablesMissing_GivesOneWarning()
    {
        CacheRows.Make(File, 3);
        EmbeddingCacheTests.Execute(File, "DROP TABLE embedding");

        OpenGivesOneWarning(File, "damaged", "Delete it");
    }

    [Fact]
    public void Open_RootFolder_GivesOneWarning() =>
        OpenGivesOneWarning(System.IO.Path.GetPathRoot(_folder.Path)!, "folder");

    [Theory]
    [InlineData(
        "DROP TABLE embedding; CREATE VIEW embedding AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
            + "SELECT i AS id, x'00' AS key, 1 AS space, i AS used, x'00' AS value FROM n"
    )]
    [InlineData("CREATE TRIGGER t AFTER UPDATE ON embedding BEGIN DELETE FROM space; END")]
    [InlineData("DROP INDEX embedding_used")]
    [InlineData("CREATE TABLE another(id INTEGER)")]
    public void Open_OtherTablesThanACaches_GivesOneWarningAndEnds(string change)
    {
        CacheRows.Make(File, 3);
        EmbeddingCacheTests.Execute(File, change);

        OpenGivesOneWarning(File, "damaged", "Delete it");
        Assert.Contains(
            "its tables are not those of a cache",
            Assert.Throws<InvalidInputException>(() => EmbeddingCache.Prune(File, 0, null)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void OpenAsItLies_WholeCache_GivesEveryRowAndTakesNone()
    {
        string path = CacheRows.Make(_folder.File("größe #1?", "100% embeddings.db"), 3);
        byte[] before = System.IO.File.ReadAllBytes(path);

        using (var connection = CacheFile.OpenAsItLies(path, DatabaseKind.Embeddings))
        {
            Assert.True(CacheFile.IsReadOnly(connection));
            Assert.Equal(3, CacheFile.Number(connection, "SELECT count(*) FROM embedding"));
            Assert.Throws<Microsoft.Data.Sqlite.SqliteException>(() =>
                CacheFile.Execute(connection, "DELETE FROM embedding")
            );
        }

        Assert.Equal(before, System.IO.File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(System.IO.Path.GetDirectoryName(path)!));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [UnsupportedOSPlatform("windows")]
    public void Open_TakesNoWriting_IsReadWithOneWarning(bool folderToo)
    {
        Assert.SkipWhen(
            OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess,
            "Nothing on this system is closed to this user."
        );
        CacheRows.Make(File, 3);
        System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead);
        if (folderToo)
            System.IO.File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            using var cache = EmbeddingCache.Open(File, _warnings.Options);
            CacheRows.Add(cache, 3, 1);

            Assert.Equal([0, 1, 2], CacheRows.Found(cache, 4));
            Assert.Equal(3, EmbeddingCache.Inspect(File).Embeddings);
            Assert.Contains("can be read but not written", Assert.Single(_warnings.Said), StringComparison.Ordinal);
        }
        finally
        {
            const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            System.IO.File.SetUnixFileMode(_folder.Path, Own);
        }
    }

    [Fact]
    public void Store_DiskFull_StopsWritingAndKeepsWhatWasThere()
    {
        CacheRows.Make(File, 100);
        Exception? error = null;
        using (var writer = new CacheWriter(new EmbeddingCacheOptions(), e => error = e))
        {
            var connection = CacheFile.Open(File, DatabaseKind.Embeddings);
            CacheFile.Execute(connection, "PRAGMA max_page_count = 60");
            writer.Start(connection);
            for (int row = 100; row < 1500; row++)
                writer.Store(
                    CacheRows.Space,
                    CacheRows.Key(row),
                    CacheValue.Seal(CacheRows.Key(row), CacheRows.Value(row))
                );
        }

        Assert.Contains("the disk is full", CacheTrouble.Explain(File, error!).Message, StringComparison.Ordinal);
        Assert.True(EmbeddingCache.Verify(File).IsSound);
        using var cache = EmbeddingCache.Open(File);
        Assert.Equal(Enumerable.Range(0, 100), CacheRows.Found(cache, 1500).Where(i => i < 100));
    }

    [Fact]
    public void Store_LockedByAnother_StopsWritingWhileReadingGoesOn()
    {
        CacheRows.Make(File, 10);
        using var other = CacheFile.Open(File, DatabaseKind.Embeddings);
        CacheFile.Execute(other, "BEGIN IMMEDIATE");
        Exception? error = null;
        using (var writer = new CacheWriter(new EmbeddingCacheOptions(), e => error = e))
        {
            var connection = CacheFile.Open(File, DatabaseKind.Embeddings);
            connection.DefaultTimeout = 1;
            writer.Start(connection);
            writer.Store(CacheRows.Space, CacheRows.Key(10), CacheValue.Seal(CacheRows.Key(10), CacheRows.Value(10)));
        }

        Assert.Contains("locked", CacheTrouble.Explain(File, error!).Message, StringComparison.Ordinal);
        using var cache = EmbeddingCache.Open(File, _warnings.Options);
        Assert.Equal(10, CacheRows.Found(cache, 11).Length);
        Assert.Empty(_warnings.Said);
    }

    [Theory]
    [InlineData("bit")]
    [InlineData("sector")]
    [InlineData("page")]
    [InlineData("cut")]
    public void TryGet_FileDamagedAnywhere_GivesTheRightRowOrNone(string damage)
    {
        const int Rows = 60,
            Trials = 60;
        byte[] whole = System.IO.File.ReadAllBytes(CacheRows.Make(File, Rows));
        var random = new Random(7);
        int lost = 0;
        for (int trial = 0; trial < Trials; trial++)
        {
            byte[] damaged = [.. whole];
            int at = random.Next(whole.Length);
            switch (damage)
            {
                case "bit":
                    damaged[at] ^= (byte)(1 << random.Next(8));
                    break;
                case "sector":
                    random.NextBytes(damaged.AsSpan(at & ~511, 512));
                    break;
                case "page":
                    damaged.AsSpan(at & ~8191, 8192).Clear();
                    break;
                default:
                    damaged = damaged[..at];
                    break;
            }
            string path = _folder.Write($"{trial}.db", damaged);
            var warnings = new Warnings();

            using (var cache = EmbeddingCache.Open(path, warnings.Options))
            {
                lost += Rows - CacheRows.Found(cache, Rows).Length;
                CacheRows.Add(cache, Rows, 5);
            }

            Assert.InRange(warnings.Said.Count, 0, 1);
        }
        Assert.True(lost > 0, "no damage was noticed, so none was done");
    }

    [Fact]
    public void Inspect_WhatIsNoCache_SaysWhatToDo()
    {
        Assert.Contains(
            "there is no cache here",
            Assert.Throws<InvalidInputException>(() => EmbeddingCache.Inspect(File)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "not a cache",
            Assert
                .Throws<InvalidInputException>(() =>
                    EmbeddingCache.Inspect(_folder.Write("x.db", new string('x', 999)))
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Verify_DamagedValue_IsCounted()
    {
        CacheRows.Make(File, 5);
        EmbeddingCacheTests.Execute(File, "UPDATE embedding SET value = zeroblob(length(value)) WHERE id IN (2, 4)");

        var check = EmbeddingCache.Verify(File);

        Assert.Equal((5, 2, false), (check.Embeddings, check.Damaged, check.IsSound));
    }

    private void OpenIsLeftAlone(string path, params string[] words)
    {
        byte[] before = System.IO.File.ReadAllBytes(path);

        OpenGivesOneWarning(path, words);

        Assert.Equal(before, System.IO.File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    private void OpenGivesOneWarning(string path, params string[] words)
    {
        using (var cache = EmbeddingCache.Open(path, _warnings.Options))
        {
            CacheRows.Add(cache, 0, 3);
            Assert.Empty(CacheRows.Found(cache, 3));
            Assert.Equal(3, cache.Misses);
        }

        string said = Assert.Single(_warnings.Said);
        Assert.StartsWith(path, said, StringComparison.Ordinal);
        foreach (string word in words)
            Assert.Contains(word, said, StringComparison.Ordinal);
    }
}
