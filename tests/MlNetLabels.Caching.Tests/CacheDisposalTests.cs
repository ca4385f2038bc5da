using MlNetLabels.Testing;

namespace MlNetLabels.Caching.Tests;

/// <summary>Disposing a cache in use: calls in flight end as usual, later ones are told, and nothing is lost.</summary>
public sealed class CacheDisposalTests : IDisposable
{
    // Far longer than the work takes on any machine.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly TemporaryFolder _folder = new();

    private string File => _folder.File("embeddings.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Dispose_ManyThreadsLookingUpAndAdding_EveryCallIsRightOrDisposed()
    {
        const int Threads = 8;
        for (int round = 0; round < 10; round++)
        {
            var warnings = new Warnings();
            var cache = EmbeddingCache.Open(CacheRows.Make(_folder.File($"{round}.db"), 20), warnings.Options);
            int calls = 0,
                wrong = 0,
                disposed = 0;
            Thread[] threads =
            [
                .. Enumerable
                    .Range(0, Threads)
                    .Select(t => new Thread(() =>
                    {
                        var row = new float[CacheRows.Dimension];
                        try
                        {
                            for (int i = t; ; i++)
                            {
                                bool found = cache.TryGet(CacheRows.Key(i % 20), row);
                                Interlocked.Add(ref wrong, found && row.SequenceEqual(CacheRows.Value(i % 20)) ? 0 : 1);
                                CacheRows.Add(cache, 20 + i % 100, 1);
                                Interlocked.Increment(ref calls);
                            }
                        }
                        catch (ObjectDisposedException)
                        {
                            Interlocked.Increment(ref disposed);
                        }
                    })),
            ];
            foreach (var thread in threads)
                thread.Start();
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref calls) >= Threads, Patience));

            cache.Dispose();
            cache.Dispose();

            Assert.All(threads, thread => Assert.True(thread.Join(Patience)));
            Assert.Equal((Threads, 0), (disposed, wrong));
            Assert.Empty(warnings.Said);
            Assert.True(EmbeddingCache.Verify(cache.Path, TestContext.Current.CancellationToken).IsSound);
        }
    }

    [Fact]
    public void Dispose_Done_LaterCallsThrow()
    {
        var cache = EmbeddingCache.Open(File);
        cache.Dispose();

        Assert.Throws<ObjectDisposedException>(() => cache.TryGet(CacheRows.Key(0), new float[CacheRows.Dimension]));
        Assert.Throws<ObjectDisposedException>(() => CacheRows.Add(cache, 0, 1));
    }

    [Fact]
    public void Dispose_ByWhoIsWarned_DoesNotWaitForItself()
    {
        CacheRows.Make(File, 3);
        EmbeddingCache? cache = null;
        cache = EmbeddingCache.Open(File, new EmbeddingCacheOptions { Warn = _ => cache!.Dispose() });
        EmbeddingCacheTests.Execute(File, "DROP TABLE embedding");
        var looking = new Thread(() => cache.TryGet(CacheRows.Key(0), new float[CacheRows.Dimension]));

        looking.Start();

        Assert.True(looking.Join(Patience));
    }
}
