using MlNetLabels.Testing;

namespace MlNetLabels.Caching.Tests;

public sealed class EvictionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Clock _clock = new();

    public void Dispose() => _folder.Dispose();

    private string File => _folder.File("embeddings.db");

    [Fact]
    public void Add_BeyondTheBound_DropsWhatWasUnusedForLongest()
    {
        const long Bound = 600_000;
        var options = new EmbeddingCacheOptions { MaxBytes = Bound, Time = _clock };
        CacheRows.Make(File, 150, options);
        _clock.Pass(TimeSpan.FromHours(2));
        using (var reading = EmbeddingCache.Open(File, options))
            Assert.Equal(30, CacheRows.Found(reading, 30).Length);
        _clock.Pass(TimeSpan.FromHours(2));

        using (var writing = EmbeddingCache.Open(File, options))
            CacheRows.Add(writing, 150, 100);

        using var cache = EmbeddingCache.Open(File, options);
        int[] found = CacheRows.Found(cache, 250);
        // Rows 0 to 29 were used after 30 to 149 were made, and 150 to 249 are the newest.
        Assert.Equal([.. Enumerable.Range(0, 30), .. Enumerable.Range(150, 100)], found.Where(i => i < 30 || i >= 150));
        Assert.InRange(found.Length, 130, 220);
        Assert.InRange(new FileInfo(File).Length, 1, Bound);
    }

    [Fact]
    public void Add_BoundBelowOneBatch_HoldsIt()
    {
        const long Bound = 100_000;
        CacheRows.Make(File, 150, new EmbeddingCacheOptions { MaxBytes = Bound, Time = _clock });

        using var cache = EmbeddingCache.Open(File);
        int[] found = CacheRows.Found(cache, 150);
        Assert.InRange(found.Length, 1, 60);
        Assert.Equal(149, found[^1]);
        Assert.InRange(new FileInfo(File).Length, 1, Bound);
    }

    [Fact]
    public void TryGet_AgainWithinTheHour_WritesNothing()
    {
        var options = new EmbeddingCacheOptions { Time = _clock };
        CacheRows.Make(File, 20, options);
        byte[] before = System.IO.File.ReadAllBytes(File);
        _clock.Pass(TimeSpan.FromMinutes(59));

        using (var cache = EmbeddingCache.Open(File, options))
            CacheRows.Found(cache, 20);

        Assert.Equal(before, System.IO.File.ReadAllBytes(File));
    }

    [Fact]
    public void Prune_ToASize_KeepsTheNewestAndGivesTheRoomBack()
    {
        CacheRows.Make(File, 200, new EmbeddingCacheOptions { Time = _clock });

        long before = EmbeddingCache.Inspect(File).Bytes,
            deleted = EmbeddingCache.Prune(File, 200_000, null);

        using var cache = EmbeddingCache.Open(File);
        int[] found = CacheRows.Found(cache, 200);
        var after = EmbeddingCache.Inspect(File);
        Assert.Equal((200 - found.Length, found.Length), (deleted, after.Embeddings));
        Assert.Equal(Enumerable.Range(200 - found.Length, found.Length), found);
        Assert.InRange(found.Length, 40, 80);
        Assert.InRange(new FileInfo(File).Length, 1, 200_000);
        Assert.True(before > 500_000);
    }

    [Fact]
    public void Prune_Unused_DropsThose()
    {
        var options = new EmbeddingCacheOptions { Time = _clock };
        CacheRows.Make(File, 10, options);
        _clock.Pass(TimeSpan.FromDays(40));
        using (var cache = EmbeddingCache.Open(File, options))
            CacheRows.Found(cache, 4);

        long deleted = EmbeddingCache.Prune(File, null, _clock.GetUtcNow() - TimeSpan.FromDays(30));

        Assert.Equal((6, 4), (deleted, EmbeddingCache.Inspect(File).Embeddings));
        using var reopened = EmbeddingCache.Open(File);
        Assert.Equal([0, 1, 2, 3], CacheRows.Found(reopened, 10));
    }

    [Fact]
    public void Prune_ToNothing_LeavesAnEmptyCacheThatWorks()
    {
        CacheRows.Make(File, 100);

        Assert.Equal((100, 0), (EmbeddingCache.Prune(File, 0, null), EmbeddingCache.Inspect(File).Embeddings));

        CacheRows.Make(File, 2);
        Assert.Equal(2, EmbeddingCache.Inspect(File).Embeddings);
    }

    [Fact]
    public void Prune_IndexNamesRowsThatAreGone_EndsAndSaysSo()
    {
        string path = NamesGoneRows();

        var error = Assert.Throws<InvalidInputException>(() => EmbeddingCache.Prune(path, 0, null));

        Assert.Contains("rows that are gone", error.Message, StringComparison.Ordinal);
        Assert.Contains("Delete it", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_IndexNamesRowsThatAreGone_EndsWithOneWarning()
    {
        var warnings = new Warnings();

        CacheRows.Make(NamesGoneRows(), 300, warnings.Options with { MaxBytes = 50_000 });

        Assert.Contains("rows that are gone", Assert.Single(warnings.Said), StringComparison.Ordinal);
    }

    private string NamesGoneRows()
    {
        string path = _folder.File("gone.db");
        System.IO.File.Copy(SharedFiles.Path("data", "nasty", "made", "cache-index-without-rows.db"), path);
        return path;
    }

    private sealed class Clock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now;

        public void Pass(TimeSpan time) => _now += time;
    }
}
