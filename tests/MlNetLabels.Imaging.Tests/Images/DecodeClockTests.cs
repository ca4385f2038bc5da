using MlNetLabels.Images;
using MlNetLabels.Testing;

namespace MlNetLabels.Imaging.Tests.Images;

public sealed class DecodeClockTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(5),
        AboveIt = TimeSpan.FromMilliseconds(6);
    private readonly ManualTime _time = new();

    private DecodeClock Clock() => new(Limit, _time, CancellationToken.None);

    [Fact]
    public void Check_TimeOver_SaysHowLongItWas()
    {
        var clock = Clock();
        _time.Advance(Limit);
        clock.Check();

        _time.Advance(AboveIt - Limit);

        Assert.Equal("took longer than 0.005 s to decode", Assert.Throws<ImageException>(clock.Check).Reason);
    }

    [Fact]
    public void Check_StoppedInTime_StandsStill()
    {
        var clock = Clock();
        clock.Stop();
        _time.Advance(AboveIt);

        clock.Check();
    }

    [Fact]
    public void Check_StartedAgain_CountsWhatWasWorkedBeforeAndAfter()
    {
        var clock = Clock();
        _time.Advance(Limit / 2);
        clock.Stop();
        _time.Advance(AboveIt);
        clock.Start();
        _time.Advance(Limit / 2);
        clock.Check();

        _time.Advance(AboveIt - Limit);

        Assert.Throws<ImageException>(clock.Check);
    }

    [Fact]
    public void Check_Cancelled_IsTheCallersWishAndNotTheImagesFault()
    {
        var clock = new DecodeClock(TimeSpan.Zero, new CancellationToken(canceled: true));

        Assert.Throws<OperationCanceledException>(clock.Check);
    }
}
