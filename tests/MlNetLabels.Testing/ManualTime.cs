namespace MlNetLabels.Testing;

/// <summary>A clock that stands still but for <see cref="Advance"/>.</summary>
public sealed class ManualTime : TimeProvider
{
    private TimeSpan _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _elapsed.Ticks;

    public void Advance(TimeSpan by) => _elapsed += by;
}
