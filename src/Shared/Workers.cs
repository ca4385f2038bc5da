using System.Runtime.ExceptionServices;

namespace MlNetLabels.Embedding;

/// <summary>
/// Items taken one by one, in order, by threads of their own. <see cref="Parallel"/> deals out ranges, whose last one
/// keeps a core busy while others idle, and occupies pool threads, without which no timer fires.
/// </summary>
internal static class Workers
{
    /// <summary>
    /// Runs <paramref name="work"/> for 0 to <paramref name="count"/> - 1; the first exception, or cancelling, ends it
    /// once what was begun has ended.
    /// </summary>
    public static void Run(int count, int threads, Action<int> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int next = -1;
        ExceptionDispatchInfo? failure = null;
        void Take()
        {
            try
            {
                for (int i; Volatile.Read(ref failure) is null && (i = Interlocked.Increment(ref next)) < count; )
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    work(i);
                }
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
            }
        }

        Thread[] others =
        [
            .. Enumerable
                .Range(1, Math.Max(0, Math.Min(threads, count) - 1))
                .Select(i => new Thread(Take) { IsBackground = true, Name = $"embedding {i}" }),
        ];
        foreach (var thread in others)
            thread.Start();
        Take();
        foreach (var thread in others)
            thread.Join();
        failure?.Throw();
    }
}
