using MlNetLabels.Backbones;
using MlNetLabels.Shared;

namespace MlNetLabels.Imaging.Tests.Backbones;

/// <summary>Disposing what is in use: calls in flight end as usual, later ones are told, and nothing crashes.</summary>
public sealed class BackboneDisposalTests
{
    // Far longer than the work takes on any machine.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public void Dispose_ManyThreadsEmbedding_EveryCallIsRightOrDisposed()
    {
        var expected = new float[Bundled.Backbone.Dimension];
        Bundled.Backbone.Embed(Bundled.Wave(), 1, expected);
        for (int round = 0; round < 5; round++)
        {
            var backbone = Backbone.Load(Bundled.Name);
            int embedded = 0,
                wrong = 0,
                disposed = 0;
            Thread[] threads =
            [
                .. Enumerable
                    .Range(0, 8)
                    .Select(_ => new Thread(() =>
                    {
                        var row = new float[backbone.Dimension];
                        try
                        {
                            while (true)
                            {
                                backbone.Embed(Bundled.Wave(), 1, row);
                                Interlocked.Add(ref wrong, row.AsSpan().SequenceEqual(expected) ? 0 : 1);
                                Interlocked.Increment(ref embedded);
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
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref embedded) > 0, Patience));

            backbone.Dispose();
            backbone.Dispose();

            Assert.All(threads, thread => Assert.True(thread.Join(Patience)));
            Assert.Equal((threads.Length, 0), (disposed, wrong));
        }
    }

    [Fact]
    public void Close_WhileUsed_FreesOnceWhenTheLastUserLeaves()
    {
        int freed = 0;
        var uses = new UseCount(() => freed++);
        var first = uses.Enter("thing");
        var second = uses.Enter("thing");

        uses.Close();
        uses.Close();
        Assert.Equal("thing", Assert.Throws<ObjectDisposedException>(() => uses.Enter("thing")).ObjectName);
        first.Dispose();
        Assert.Equal(0, freed);
        second.Dispose();

        Assert.Equal(1, freed);
        Assert.Throws<ObjectDisposedException>(() => uses.Enter("thing"));
    }

    [Fact]
    public void Close_Unused_FreesAtOnce()
    {
        int freed = 0;

        new UseCount(() => freed++).Close();

        Assert.Equal(1, freed);
    }

    [Fact]
    public void Close_ManyThreadsComingAndGoing_FreesOnceAndNeverWhileUsed()
    {
        for (int round = 0; round < 200; round++)
        {
            int inside = 0,
                freed = 0,
                freedWhileUsed = 0;
            var uses = new UseCount(() =>
            {
                Interlocked.Increment(ref freed);
                Interlocked.Add(ref freedWhileUsed, Volatile.Read(ref inside));
            });
            Parallel.For(
                0,
                64,
                i =>
                {
                    if (i == 32)
                        uses.Close();
                    try
                    {
                        using var use = uses.Enter("thing");
                        Interlocked.Increment(ref inside);
                        Interlocked.Decrement(ref inside);
                    }
                    catch (ObjectDisposedException) { }
                }
            );
            Assert.Equal((1, 0), (freed, freedWhileUsed));
        }
    }
}
