using MlNetLabels.Vision.Images;

namespace MlNetLabels.Vision.Tests.Images;

public sealed class CancellationTests
{
    // Far more rows than one window, so that there is work left whenever the token speaks.
    private const int Side = 6000;

    private static readonly Lazy<byte[]> Large = new(() => TestImages.Png(new byte[Side * Side], Side, Side));

    private static void Load(byte[] file, CancellationToken cancellationToken) =>
        ImageLoader.Load(file, TestImages.Plain, ImageOptions.Default, new float[TestImages.Plain.TensorLength], cancellationToken);

    [Fact]
    public void Load_CancelledBefore_DoesNotStart() =>
        Assert.Throws<OperationCanceledException>(() => Load([.. "\u0089PNG"u8, 1], new CancellationToken(canceled: true)));

    [Fact]
    public void Load_CancelledOnTheWay_StopsAndLeavesTheNextImageAlone()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(1));

        Assert.Throws<OperationCanceledException>(() => Load(Large.Value, source.Token));

        Load(Large.Value, CancellationToken.None);
    }
}
