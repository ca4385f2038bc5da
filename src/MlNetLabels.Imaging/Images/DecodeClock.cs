namespace MlNetLabels.Images;

/// <summary>
/// The time that one image may take. It stands still while the image waits for others, so that who is refused does not
/// depend on them, and is read on the thread that works: a timer fires on a pool thread, and a busy process may have none to spare.
/// </summary>
/// <param name="limit">No limit if <see cref="Timeout.InfiniteTimeSpan"/>.</param>
/// <param name="time">Where the time is read.</param>
/// <param name="caller">Cancelled when the image is no longer wanted.</param>
internal sealed class DecodeClock(TimeSpan limit, TimeProvider time, CancellationToken caller)
{
    private TimeSpan _worked;
    private long? _since = time.GetTimestamp();

    public DecodeClock(TimeSpan limit, CancellationToken caller)
        : this(limit, TimeProvider.System, caller) { }

    private TimeSpan Worked => _since is long since ? _worked + time.GetElapsedTime(since) : _worked;

    public void Stop() => (_worked, _since) = (Worked, null);

    public void Start() => (_worked, _since) = (Worked, time.GetTimestamp());

    /// <summary>To be called again and again between short pieces of work.</summary>
    /// <exception cref="ImageException">The time is over.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public void Check()
    {
        caller.ThrowIfCancellationRequested();
        if (limit != Timeout.InfiniteTimeSpan && Worked > limit)
            throw new ImageException(
                FormattableString.Invariant($"took longer than {limit.TotalSeconds:0.###} s to decode")
            );
    }
}
