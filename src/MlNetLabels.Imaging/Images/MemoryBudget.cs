namespace MlNetLabels.Images;

/// <summary>
/// Memory that several callers share, given out in the order asked for. Who asks for more than there is gets it once
/// nobody else holds any. Small parts are neither counted nor kept waiting. Nobody may ask twice while holding a part:
/// that could wait for ever.
/// </summary>
internal sealed class MemoryBudget(long bytes)
{
    private const long Uncounted = 1 << 20;
    private const int LookAgainMilliseconds = 50;

    private readonly LinkedList<Turn> _waiting = new();
    private long _used;

    /// <summary>Waits for a part on the calling thread; disposing the result gives it back.</summary>
    public Lease Enter(long cost, CancellationToken cancellationToken = default)
    {
        if (cost <= Uncounted)
            return default;
        lock (_waiting)
        {
            var turn = new Turn(cost, null);
            Queue(turn);
            try
            {
                while (!turn.IsGranted)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Monitor.Wait(_waiting, LookAgainMilliseconds);
                }
            }
            catch
            {
                Withdraw(turn);
                throw;
            }
        }
        return new Lease(this, cost);
    }

    /// <summary>Waits for a part without keeping a thread; disposing the result gives it back.</summary>
    public async ValueTask<Lease> EnterAsync(long cost, CancellationToken cancellationToken)
    {
        if (cost <= Uncounted)
            return default;
        var turn = new Turn(cost, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_waiting)
            Queue(turn);
        try
        {
            await turn.Granted!.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            lock (_waiting)
                Withdraw(turn);
            throw;
        }
        return new Lease(this, cost);
    }

    private void Queue(Turn turn)
    {
        _waiting.AddLast(turn);
        Advance();
    }

    // Granted meanwhile or not: nobody will give it back otherwise.
    private void Withdraw(Turn turn)
    {
        if (turn.IsGranted)
            _used -= turn.Cost;
        else
            _waiting.Remove(turn);
        Advance();
    }

    private void Leave(long cost)
    {
        lock (_waiting)
        {
            _used -= cost;
            Advance();
        }
    }

    private void Advance()
    {
        while (_waiting.First?.Value is { } next && (_used == 0 || _used + next.Cost <= bytes))
        {
            _waiting.RemoveFirst();
            _used += next.Cost;
            next.IsGranted = true;
            next.Granted?.TrySetResult();
        }
        Monitor.PulseAll(_waiting);
    }

    public readonly record struct Lease(MemoryBudget? Owner, long Cost) : IDisposable
    {
        public void Dispose() => Owner?.Leave(Cost);
    }

    private sealed class Turn(long cost, TaskCompletionSource? granted)
    {
        public long Cost => cost;

        /// <summary>Told to who waits without a thread.</summary>
        public TaskCompletionSource? Granted => granted;

        public bool IsGranted { get; set; }
    }
}
