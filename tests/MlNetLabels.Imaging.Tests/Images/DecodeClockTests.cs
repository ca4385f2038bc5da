using MlNetLabels.Images;

namespace MlNetLabels.Imaging.Tests.Images;

public sealed class DecodeClockTests
{
    [Fact]
    public void Check_TimeOver_SaysHowLongItWas()
    {
        var clock = new DecodeClock(TimeSpan.FromMilliseconds(5), CancellationToken.None);
        Thread.Sleep(10);

        Assert.Equal("took longer than 0.005 s to decode", Assert.Throws<ImageException>(clock.Check).Reason);
    }

    [Fact]
    public void Check_StoppedInTime_StandsStill()
    {
        var clock = new DecodeClock(TimeSpan.FromSeconds(1), CancellationToken.None);
        clock.Stop();
        Thread.Sleep(1050);

        clock.Check();
    }

    [Fact]
    public void Check_Cancelled_IsTheCallersWishAndNotTheImagesFault()
    {
        var clock = new DecodeClock(TimeSpan.Zero, new CancellationToken(canceled: true));

        Assert.Throws<OperationCanceledException>(clock.Check);
    }
}
