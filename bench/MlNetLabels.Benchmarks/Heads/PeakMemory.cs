namespace MlNetLabels.Benchmarks.Heads;

/// <summary>Most memory of the process during some work beyond what it had before, watched from beside it.</summary>
internal static class PeakMemory
{
    private const int EveryMilliseconds = 2;

    public static long Of(Action work)
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        long before = Environment.WorkingSet,
            most = before;
        using var stop = new ManualResetEventSlim();
        var watcher = new Thread(() =>
        {
            while (!stop.Wait(EveryMilliseconds))
                most = Math.Max(most, Environment.WorkingSet);
        });
        watcher.Start();
        work();
        stop.Set();
        watcher.Join();
        return Math.Max(most, Environment.WorkingSet) - before;
    }
}
