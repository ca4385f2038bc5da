using System.Runtime.ExceptionServices;

namespace MlNetLabels.Runs;

/// <summary>
/// Work on threads of its own whose results the calling thread takes in order, as they come. Threads run ahead of the
/// taker by a bounded number of results, so that memory does not depend on how many there are.
/// </summary>
/// <param name="count">Items, numbered from 0.</param>
/// <param name="threads">Items in work at once, at least 1.</param>
/// <param name="work">Called once for each item, from any of the threads.</param>
internal sealed class OrderedWork<T>(int count, int threads, Func<int, T> work)
{
    private const int AheadOfEach = 16;

    private readonly (bool IsDone, T Result)[] _ahead = new (bool, T)[
        Math.Max(1, Math.Min(count, threads * AheadOfEach))
    ];
    private readonly object _gate = new();
    private ExceptionDispatchInfo? _failure;
    private int _next,
        _taken;
    private bool _hasEnded;

    /// <summary>Does the work; the first exception, also of the taker, or cancelling, ends it.</summary>
    /// <param name="take">Gets each result, and whether the next one is there already.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public void Run(Action<T, bool> take, CancellationToken cancellationToken)
    {
        Thread[] workers =
        [
            .. Enumerable
                .Range(1, Math.Min(threads, count))
                .Select(i => new Thread(() => Work(cancellationToken))
                {
                    IsBackground = true,
                    Name = $"predicting {i}",
                }),
        ];
        foreach (var worker in workers)
            worker.Start();
        try
        {
            while (_taken < count && TryTake(out var result, out bool isNextThere))
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

    private bool TryTake(out T result, out bool isNextThere)
    {
        lock (_gate)
        {
            ref var first = ref _ahead[_taken % _ahead.Length];
            while (!first.IsDone && _failure is null)
                Monitor.Wait(_gate);
            (result, isNextThere) = (first.Result, false);
            if (!first.IsDone)
                return false;
            first = default;
            _taken++;
            isNextThere = _taken < count && _ahead[_taken % _ahead.Length].IsDone;
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    private void Work(CancellationToken cancellationToken)
    {
        while (TryBegin(out int item))
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                var result = work(item);
                lock (_gate)
                {
                    _ahead[item % _ahead.Length] = (true, result);
                    Monitor.PulseAll(_gate);
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

    private bool TryBegin(out int item)
    {
        lock (_gate)
        {
            while (_next < count && _next >= _taken + _ahead.Length && !HasStopped)
                Monitor.Wait(_gate);
            item = _next;
            if (_next >= count || HasStopped)
                return false;
            _next++;
            return true;
        }
    }

    private bool HasStopped => _hasEnded || _failure is not null;
}
