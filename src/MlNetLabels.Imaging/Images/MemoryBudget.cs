namespace MlNetLabels.Images;

/// <summary>
/// Memory that all threads of the process share, given out in the order asked for. Who asks for more than there is gets
/// it once nobody else holds any. Small parts are neither counted nor kept waiting. Nobody may ask twice while holding
/// a part: that could wait for ever.
/// </summary>
internal sealed class MemoryBudget(long bytes)
{
    private const long Uncounted = 1 << 20;
    private const int LookAgainMilliseconds = 50;

    private readonly LinkedList<long> _waiting = new();
    private long _used;

    /// <summary>Waits for a part; disposing the result gives it back.</summary>
    public Part Enter(long cost, CancellationToken cancellationToken = default)
    {
        if (cost <= Uncounted)
            return default;
        lock (_waiting)
        {
            var turn = _waiting.AddLast(cost);
            try
            {
                while (_waiting.First != turn || (_used > 0 && _used + cost > bytes))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Monitor.Wait(_waiting, LookAgainMilliseconds);
                }
                _used += cost;
                return new Part(this, cost);
            }
            finally
            {
                _waiting.Remove(turn);
                Monitor.PulseAll(_waiting);
            }
        }
    }

    private void Leave(long cost)
    {
        lock (_waiting)
        {
            _used -= cost;
            Monitor.PulseAll(_waiting);
        }
    }

    public readonly record struct Part(MemoryBudget? Owner, long Cost) : IDisposable
    {
        public void Dispose() => Owner?.Leave(Cost);
    }
}
