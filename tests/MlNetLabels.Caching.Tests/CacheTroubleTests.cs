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

        Assert.Equal(2, CacheMaintenance.Inspect(File).Embeddings);
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
    public void Store_DiskFull_StopsWritingAndKeepsWhatWasThere()
    {
        CacheRows.Make(File, 100);
        Exception? error = null;
        using (var writer = new CacheWriter(new EmbeddingCacheOptions(), e => error = e))
        {
            var connection = CacheFile.Open(File);
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
        Assert.True(CacheMaintenance.Verify(File).IsSound);
        using var cache = EmbeddingCache.Open(File);
        Assert.Equal(Enumerable.Range(0, 100), CacheRows.Found(cache, 1500).Where(i => i < 100));
    }

    [Fact]
    public void Store_LockedByAnother_StopsWritingWhileReadingGoesOn()
    {
        CacheRows.Make(File, 10);
        using var other = CacheFile.Open(File);
        CacheFile.Execute(other, "BEGIN IMMEDIATE");
        Exception? error = null;
        using (var writer = new CacheWriter(new EmbeddingCacheOptions(), e => error = e))
        {
            var connection = CacheFile.Open(File);
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
            Assert.Throws<InvalidInputException>(() => CacheMaintenance.Inspect(File)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "not a cache",
            Assert
                .Throws<InvalidInputException>(() =>
                    CacheMaintenance.Inspect(_folder.Write("x.db", new string('x', 999)))
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

        var check = CacheMaintenance.Verify(File);

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
