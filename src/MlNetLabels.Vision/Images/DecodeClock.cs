namespace MlNetLabels.Vision.Images;

/// <summary>The time that one image may take. It stands still while the image waits for others, so that who is refused does not depend on them.</summary>
internal sealed class DecodeClock : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _source;

    public DecodeClock(TimeSpan limit, CancellationToken caller)
    {
        (_limit, _caller, _source) = (limit, caller, CancellationTokenSource.CreateLinkedTokenSource(caller));
        Restart();
    }

    /// <summary>Cancelled when the time is over or the caller cancels.</summary>
    public CancellationToken Token => _source.Token;

    public void Stop() => _source.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Restart() => _source.CancelAfter(_limit);

    /// <summary>What to throw once <see cref="Token"/> is cancelled.</summary>
    public Exception Failure(Exception cause) => _caller.IsCancellationRequested
        ? new OperationCanceledException(cause.Message, cause, _caller)
        : new ImageException(FormattableString.Invariant($"took longer than {_limit.TotalSeconds:0.###} s to decode"), cause);

    public void Dispose() => _source.Dispose();
}
