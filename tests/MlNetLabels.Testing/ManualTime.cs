namespace MlNetLabels.Testing;

/// <summary>A clock that stands still but for <see cref="Advance"/>.</summary>
/// <param name="start">What it says at first; null for the system's own time of day, which goes on.</param>
public sealed class ManualTime(DateTimeOffset? start = null) : TimeProvider
{
    private TimeSpan _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => start + _elapsed ?? base.GetUtcNow();

    public override long GetTimestamp() => _elapsed.Ticks;

    public void Advance(TimeSpan by) => _elapsed += by;
}
