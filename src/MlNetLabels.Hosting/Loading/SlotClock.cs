namespace MlNetLabels.Hosting.Loading;

/// <summary>
/// When a model's source is looked at, when a change has settled, and when what failed is tried again. Measured by
/// ticks that only go forward, so that a clock that is set changes nothing. Not thread-safe but for
/// <see cref="TimeToLook"/>.
/// </summary>
internal sealed class SlotClock(TimeProvider time, TimeSpan period, TimeSpan settling)
{
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(1);

    private string? _pending;
    private long _pendingSince;
    private string? _failed;
    private long _failedSince;
    private TimeSpan _failedPause;
    private long _looked = time.GetTimestamp();

    /// <summary>Between two looks: short while something settles.</summary>
    public TimeSpan Pause => _pending is null || settling > period ? period : settling;

    /// <summary>Whether what failed without a stamp may be tried again.</summary>
    public bool MayRetry => time.GetElapsedTime(_failedSince) >= _failedPause;

    /// <summary>How long until the next look; null where it is time.</summary>
    public TimeSpan? TimeToLook(bool isTold)
    {
        var left = Pause - time.GetElapsedTime(Interlocked.Read(ref _looked));
        return isTold || left <= TimeSpan.Zero ? null : left;
    }

    /// <summary>Notes a look, and says when the next is due.</summary>
    public TimeSpan Looked()
    {
        Interlocked.Exchange(ref _looked, time.GetTimestamp());
        return Pause;
    }

    /// <summary>Whether something new has stayed as it is for long enough; null where nothing is new.</summary>
    public bool IsSettled(string? stamp)
    {
        if (stamp != _pending)
            (_pending, _pendingSince) = (stamp, time.GetTimestamp());
        return stamp is not null && time.GetElapsedTime(_pendingSince) >= settling;
    }

    /// <summary>Whether this very content failed, and it is too early to try again.</summary>
    public bool HasFailed(string stamp) => stamp == _failed && !MayRetry;

    public void Failed(string? stamp)
    {
        bool isAgain = _failedPause > TimeSpan.Zero && stamp == _failed;
        var pause = isAgain ? 2 * _failedPause : period;
        (_failed, _failedSince, _failedPause) = (
            stamp,
            time.GetTimestamp(),
            pause < s_longestPause ? pause : s_longestPause
        );
        _pending = null;
    }

    public void Succeeded() => (_pending, _failed, _failedPause) = (null, null, TimeSpan.Zero);
}
