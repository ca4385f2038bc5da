namespace MlNetLabels.Runs.Tests;

public sealed class OrderedWorkTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 4)]
    [InlineData(1000, 1)]
    [InlineData(1000, 4)]
    public void Run_AnyNumber_GivesAllInOrder(int count, int threads)
    {
        var taken = new List<int>();

        new OrderedWork<int, int>(Enumerable.Range(0, count), threads, i => i * 2).Run(
            (result, _) => taken.Add(result),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(Enumerable.Range(0, count).Select(i => i * 2), taken);
    }

    [Fact]
    public void Run_FirstIsSlow_RunsAheadOnlySoFar()
    {
        const int Threads = 2,
            // What the class says it runs ahead of each.
            Ahead = 16 * Threads;
        int begun = 0;
        using var first = new ManualResetEventSlim();
        var work = new OrderedWork<int, int>(
            Enumerable.Range(0, 1000),
            Threads,
            i =>
            {
                Interlocked.Increment(ref begun);
                // The first waits until all others are begun that may be.
                if (i == 0)
                    SpinWait.SpinUntil(() => Volatile.Read(ref begun) >= Ahead);
                return i;
            }
        );
        int most = 0;

        work.Run(
            (result, _) => most = Math.Max(most, Volatile.Read(ref begun) - result - 1),
            TestContext.Current.CancellationToken
        );

        Assert.InRange(most, 1, Ahead + Threads);
    }

    [Fact]
    public void Run_SourceFails_EndsWithItsError()
    {
        static IEnumerable<int> Items()
        {
            yield return 1;
            throw new InvalidOperationException("gone");
        }
        int taken = 0;

        var error = Assert.Throws<InvalidOperationException>(() =>
            new OrderedWork<int, int>(Items(), 3, i => i).Run((_, _) => taken++, TestContext.Current.CancellationToken)
        );

        Assert.Equal("gone", error.Message);
        Assert.InRange(taken, 0, 1);
    }
}
