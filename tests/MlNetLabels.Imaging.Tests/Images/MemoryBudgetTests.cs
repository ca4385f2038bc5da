using MlNetLabels.Images;

namespace MlNetLabels.Imaging.Tests.Images;

public sealed class MemoryBudgetTests
{
    private const long Mega = 1 << 20,
        Total = 100 * Mega;

    private readonly MemoryBudget _budget = new(Total);

    // Long enough that who need not wait has come through on any machine; nobody who passes is kept by it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void Enter_FromManyThreads_NeverGivesMoreThanThereIsAndServesAll()
    {
        long used = 0,
            most = 0,
            served = 0;
        Thread[] threads =
        [
            .. Enumerable
                .Range(0, 16)
                .Select(t => new Thread(() =>
                {
                    var random = new Random(t);
                    for (int i = 0; i < 200; i++)
                    {
                        long cost = random.NextInt64(2 * Mega, Total + 1);
                        using var part = _budget.Enter(cost, TestContext.Current.CancellationToken);
                        long now = Interlocked.Add(ref used, cost);
                        InterlockedMax(ref most, now);
                        Thread.Yield();
                        Interlocked.Add(ref used, -cost);
                        Interlocked.Increment(ref served);
                    }
                })),
        ];
        foreach (var thread in threads)
            thread.Start();
        Assert.All(threads, thread => Assert.True(thread.Join(Patience), "somebody waits for ever"));

        Assert.Equal(16 * 200, served);
        Assert.InRange(most, 1, Total);
    }

    [Fact]
    public void Enter_SmallPart_NeverWaits()
    {
        using var all = _budget.Enter(Total, TestContext.Current.CancellationToken);

        using var small = _budget.Enter(Mega, new CancellationToken(canceled: true));
    }

    [Fact]
    public void Enter_MoreThanThereIs_ComesThroughAlone()
    {
        using (_budget.Enter(10 * Total, TestContext.Current.CancellationToken))
            Assert.Throws<OperationCanceledException>(() =>
                _budget.Enter(2 * Mega, new CancellationToken(canceled: true))
            );

        using var next = _budget.Enter(2 * Mega, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Enter_CancelledWhileWaiting_LeavesTheQueue()
    {
        var first = _budget.Enter(Total, TestContext.Current.CancellationToken);
        using var source = new CancellationTokenSource();
        var waiting = new Thread(() =>
            Assert.Throws<OperationCanceledException>(() => _budget.Enter(Total, source.Token))
        );
        waiting.Start();
        source.Cancel();
        Assert.True(waiting.Join(Patience));
        first.Dispose();

        using var last = _budget.Enter(Total, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task EnterAsync_BehindOthers_ComesInTurnAndKeepsNoThread()
    {
        var token = TestContext.Current.CancellationToken;
        var first = _budget.Enter(Total, token);
        var second = _budget.EnterAsync(Total, token).AsTask();
        var third = _budget.EnterAsync(2 * Mega, token).AsTask();
        Assert.False(second.IsCompleted || third.IsCompleted);

        first.Dispose();
        (await second.WaitAsync(Patience, token)).Dispose();

        (await third.WaitAsync(Patience, token)).Dispose();
        using var all = _budget.Enter(Total, token);
    }

    [Fact]
    public async Task EnterAsync_CancelledWhileWaiting_LetsTheNextThrough()
    {
        var token = TestContext.Current.CancellationToken;
        using var first = _budget.Enter(Total - 3 * Mega, token);
        using var source = new CancellationTokenSource();
        var large = _budget.EnterAsync(Total, source.Token).AsTask();
        var small = _budget.EnterAsync(2 * Mega, token).AsTask();

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        (await small.WaitAsync(Patience, token)).Dispose();
    }

    [Fact]
    public void For_SameOptionsObject_IsOneBudgetAndAnEqualOneHasItsOwn()
    {
        var options = new ImageOptions();

        Assert.Same(DecodeBudgets.For(options), DecodeBudgets.For(options));
        Assert.NotSame(DecodeBudgets.For(options), DecodeBudgets.For(new ImageOptions()));
        Assert.NotSame(DecodeBudgets.For(options), DecodeBudgets.For(options with { }));
        Assert.Same(ImageOptions.Default, new MlNetLabels.Embedding.EmbeddingOptions().Images);
    }

    private static void InterlockedMax(ref long most, long value)
    {
        for (long seen = Volatile.Read(ref most); value > seen; )
            seen = Interlocked.CompareExchange(ref most, value, seen) is var found && found == seen ? value : found;
    }
}
