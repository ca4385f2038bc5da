using MlNetLabels.Hosting.Loading;

namespace MlNetLabels.Hosting.Tests;

/// <summary>When a source is looked at, and when a change counts.</summary>
public sealed class SlotClockTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void IsSettled_StampThatKeepsChanging_NeverIs()
    {
        var clock = Clock();

        for (int i = 0; i < 10; i++)
        {
            Assert.False(clock.IsSettled($"{i}"));
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.False(clock.IsSettled("9 and then"));
        _time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.False(clock.IsSettled("9 and then"));
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.True(clock.IsSettled("9 and then"));
    }

    [Fact]
    public void TimeToLook_BeforeThePeriodIsOver_OnlyWhenTold()
    {
        var clock = Clock();
        clock.Looked();
        _time.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal(TimeSpan.FromSeconds(6), clock.TimeToLook(isTold: false));
        Assert.Null(clock.TimeToLook(isTold: true));
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Null(clock.TimeToLook(isTold: false));
    }

    [Fact]
    public void Pause_WhileSomethingSettles_IsShort()
    {
        var clock = Clock();

        clock.IsSettled("new");

        Assert.Equal(TimeSpan.FromSeconds(2), clock.Looked());
    }

    [Fact]
    public void HasFailed_SameContent_IsTriedAgainAtLongerAndLongerPauses()
    {
        var clock = Clock();
        var pauses = new List<double>();
        for (int i = 0; i < 5; i++)
        {
            clock.Failed("bad");
            double pause = 0;
            for (; clock.HasFailed("bad"); pause++)
                _time.Advance(TimeSpan.FromSeconds(1));
            pauses.Add(pause);
        }

        Assert.Equal([10, 20, 40, 60, 60], pauses);
        clock.Failed("bad");
        Assert.False(clock.HasFailed("other"));
    }

    private SlotClock Clock() => new(_time, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2));
}
