using Microsoft.Data.Sqlite;
using MlNetLabels.Testing;

namespace MlNetLabels.Caching.Tests;

public sealed class EmbeddingCacheTests : IDisposable
{
    private const int Rows = 300;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string File => _folder.File("größe ß", "embeddings.db");

    [Fact]
    public void TryGet_AfterReopening_GivesEveryRowBitForBit()
    {
        CacheRows.Make(File, Rows);

        using var cache = EmbeddingCache.Open(File);

        Assert.Equal(Enumerable.Range(0, Rows), CacheRows.Found(cache, Rows));
        Assert.Equal((Rows, 0), (cache.Hits, cache.Misses));
    }

    [Fact]
    public void TryGet_Unknown_MissesAndLeavesTheRowAlone()
    {
        using var cache = EmbeddingCache.Open(File);
        float[] row = [1, 2, 3];

        Assert.False(cache.TryGet(CacheRows.Key(0), row));

        Assert.Equal([1, 2, 3], row);
        Assert.Equal((0, 1), (cache.Hits, cache.Misses));
    }

    [Fact]
    public void TryGet_AnotherLength_Misses()
    {
        CacheRows.Make(File, 1);

        using var cache = EmbeddingCache.Open(File);

        Assert.False(cache.TryGet(CacheRows.Key(0), new float[CacheRows.Dimension - 1]));
        Assert.False(cache.TryGet(CacheRows.Key(0), new float[CacheRows.Dimension + 8]));
    }

    [Fact]
    public void Add_DamagedRow_IsReplaced()
    {
        CacheRows.Make(File, 3);
        Execute(File, "UPDATE embedding SET value = zeroblob(length(value)) WHERE id = 2");
        using (var cache = EmbeddingCache.Open(File))
        {
            Assert.Equal([0, 2], CacheRows.Found(cache, 3));
            CacheRows.Add(cache, 1, 1);
        }

        using var reopened = EmbeddingCache.Open(File);

        Assert.Equal([0, 1, 2], CacheRows.Found(reopened, 3));
    }

    [Fact]
    public void TryGet_ValueStoredUnderAnotherKey_Misses()
    {
        CacheRows.Make(File, 2);
        Execute(File, "UPDATE embedding SET value = (SELECT value FROM embedding WHERE id = 1) WHERE id = 2");

        using var cache = EmbeddingCache.Open(File);

        Assert.Equal([0], CacheRows.Found(cache, 2));
    }

    [Fact]
    public void Add_ManyThreadsOverTwoCachesOfOneFile_KeepsAll()
    {
        var warnings = new Warnings();
        using (
            EmbeddingCache first = EmbeddingCache.Open(File, warnings.Options),
                second = EmbeddingCache.Open(File, warnings.Options)
        )
            Parallel.For(
                0,
                4 * Rows,
                new ParallelOptions { MaxDegreeOfParallelism = 8 },
                i =>
                {
                    var cache = i % 2 == 0 ? first : second;
                    CacheRows.Add(cache, i % (2 * Rows), 1);
                    cache.TryGet(CacheRows.Key((i + 7) % Rows), new float[CacheRows.Dimension]);
                }
            );

        using var reopened = EmbeddingCache.Open(File);

        Assert.Empty(warnings.Said);
        Assert.Equal(2 * Rows, CacheRows.Found(reopened, 2 * Rows).Length);
        Assert.True(EmbeddingCache.Verify(File).IsSound);
    }

    [Fact]
    public void Open_AtOnce_MakesOneCache()
    {
        var warnings = new Warnings();
        Parallel.For(
            0,
            16,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            i =>
            {
                using var cache = EmbeddingCache.Open(File, warnings.Options);
                CacheRows.Add(cache, i, 1);
            }
        );

        using var reopened = EmbeddingCache.Open(File);

        Assert.Empty(warnings.Said);
        Assert.Equal(16, CacheRows.Found(reopened, 16).Length);
    }

    [Fact]
    public void Open_LogOfADeletedCacheIsLeft_DoesNotTakeItForItsOwn()
    {
        CacheRows.Make(File, Rows);
        using (var open = EmbeddingCache.Open(File))
        {
            CacheRows.Add(open, Rows, 1);
            // The log goes with the last user, so this one keeps it for the copy.
            using var other = EmbeddingCache.Open(File);
            open.Dispose();
            System.IO.File.Copy(File + "-wal", File + "-left");
        }
        System.IO.File.Delete(File);
        System.IO.File.Move(File + "-left", File + "-wal");
        var warnings = new Warnings();

        using (var cache = EmbeddingCache.Open(File, warnings.Options))
            CacheRows.Add(cache, 0, 2);

        using var reopened = EmbeddingCache.Open(File, warnings.Options);
        Assert.Equal([0, 1], CacheRows.Found(reopened, Rows + 1));
        Assert.Empty(warnings.Said);
    }

    [Fact]
    public void Options_Defaults_AreFourGibibytesAndSilence() =>
        Assert.Equal((4L << 30, null), (new EmbeddingCacheOptions().MaxBytes, new EmbeddingCacheOptions().Warn));

    internal static void Execute(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        CacheFile.Execute(connection, sql);
    }
}
