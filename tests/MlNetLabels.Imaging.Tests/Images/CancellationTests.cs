using System.Runtime.Intrinsics;
using MlNetLabels.Images;

namespace MlNetLabels.Imaging.Tests.Images;

public sealed class CancellationTests
{
    // Far more rows than one window, so that there is work left after the first pixel.
    private static readonly byte[] Large = TestImages.Png(new byte[1000 * 1000], 1000, 1000);

    [Fact]
    public void Load_CancelledBefore_DoesNotStart() =>
        Assert.Throws<OperationCanceledException>(() =>
            ImageLoader.Load(
                Large,
                TestImages.Plain,
                ImageOptions.Default,
                new float[TestImages.Plain.TensorLength],
                new CancellationToken(canceled: true)
            )
        );

    [Fact]
    public void Decode_CancelledOnTheWay_StopsAndLeavesTheNextImageAlone()
    {
        using var source = new CancellationTokenSource();
        var target = new Cancelling(source);

        Assert.Throws<OperationCanceledException>(() =>
            ImageDecoder.Decode(Large, ImageOptions.Default, target, source.Token)
        );

        Assert.NotEmpty(TestImages.Load(Large));
    }

    private sealed class Cancelling(CancellationTokenSource source) : IPixelTarget
    {
        public ImageLayout Layout(int width, int height) => new(width, height, 0, 0, width, height);

        public void Begin(ImageLayout upright, Orientation orientation) { }

        public void Write(int x, int y, Vector128<float> colour) => source.Cancel();

        public void WriteRow(int y, ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue) =>
            source.Cancel();
    }
}
