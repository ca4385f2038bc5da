using System.Runtime.ExceptionServices;

namespace MlNetLabels.Runs;

/// <summary>
/// Work on threads of its own whose results the calling thread takes in order, as they come. Threads run ahead of the
/// taker by a bounded number of items, so that memory does not depend on how many there are.
/// </summary>
/// <param name="items">What to work on; fetched one by one, from any of the threads.</param>
/// <param name="threads">Items in work at once, at least 1.</param>
/// <param name="work">Called once for each item, from any of the threads.</param>
internal sealed class OrderedWork<TItem, TResult>(IEnumerable<TItem> items, int threads, Func<TItem, TResult> work)
{
    private const int AheadOfEach = 16;

    private readonly (bool IsDone, TResult Result)[] _ahead = new (bool, TResult)[threads * AheadOfEach];
    private readonly object _gate = new();
    private ExceptionDispatchInfo? _failure;
    private long _begun,
        _taken;
    private bool _isLastBegun,
        _hasEnded;

    /// <summary>Does the work; the first exception, also of the taker, or cancelling, ends it.</summary>
    /// <param name="take">Gets each result, and whether the next one is there already.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public void Run(Action<TResult, bool> take, CancellationToken cancellationToken)
    {
        using var source = items.GetEnumerator();
        Thread[] workers =
        [
            .. Enumerable
                .Range(1, threads)
                .Select(i => new Thread(() => Work(source, cancellationToken))
                {
                    IsBackground = true,
                    Name = $"predicting {i}",
                }),
        ];
        foreach (var worker in workers)
            worker.Start();
        try
        {
            while (TryTake(out var result, out bool isNextThere))
                take(result, isNextThere);
        }
        finally
        {
            lock (_gate)
            {
                _hasEnded = true;
                Monitor.PulseAll(_gate);
            }
            foreach (var worker in workers)
                worker.Join();
        }
        _failure?.Throw();
    }

    private ref (bool IsDone, TResult Result) Place(long item) => ref _ahead[item % _ahead.Length];

    private bool TryTake(out TResult result, out bool isNextThere)
    {
        lock (_gate)
        {
            ref var first = ref Place(_taken);
            while (!first.IsDone && _failure is null && !(_isLastBegun && _taken == _begun))
                Monitor.Wait(_gate);
            (result, isNextThere) = (first.Result, false);
            if (!first.IsDone)
                return false;
            first = default;
            _taken++;
            isNextThere = Place(_taken).IsDone;
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    private void Work(IEnumerator<TItem> source, CancellationToken cancellationToken)
    {
        try
        {
            while (TryBegin(source, out var item, out long number))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var result = work(item);
                lock (_gate)
                {
                    Place(number) = (true, result);
                    Monitor.PulseAll(_gate);
                }
            }
        }
        catch (Exception error)
        {
            lock (_gate)
            {
                _failure ??= ExceptionDispatchInfo.Capture(error);
                Monitor.PulseAll(_gate);
            }
        }
    }

    private bool TryBegin(IEnumerator<TItem> source, out TItem item, out long number)
    {
        lock (_gate)
        {
            while (!HasStopped && _begun == _taken + _ahead.Length)
                Monitor.Wait(_gate);
            (item, number) = (default!, _begun);
            if (HasStopped)
                return false;
            if (!source.MoveNext())
            {
                _isLastBegun = true;
                Monitor.PulseAll(_gate);
                return false;
            }
            item = source.Current;
            _begun++;
            return true;
        }
    }

    private bool HasStopped => _hasEnded || _isLastBegun || _failure is not null;
}
