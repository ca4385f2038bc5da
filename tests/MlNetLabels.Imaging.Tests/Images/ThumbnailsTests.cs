using MlNetLabels.Images;
using MlNetLabels.Testing;

namespace MlNetLabels.Imaging.Tests.Images;

public sealed class ThumbnailsTests
{
    // Quality 75 and half the colour resolution on a smooth scene.
    private const float WebPLoss = 0.1f;

    [Theory]
    [InlineData(400, 300, 96, 96, 72)]
    [InlineData(300, 400, 96, 72, 96)]
    [InlineData(40, 20, 96, 40, 20)]
    [InlineData(1000, 2, 96, 96, 1)]
    public void Create_AnyShape_FitsWithoutEnlarging(
        int width,
        int height,
        int maxSide,
        int expectedWidth,
        int expectedHeight
    )
    {
        byte[] thumbnail = ImageLoader.CreateThumbnail(
            TestImages.Png(TestImages.Scene(width, height), width, height),
            maxSide,
            ImageOptions.Default
        );

        Assert.Equal("WEBP"u8, thumbnail.AsSpan(8, 4));
        var target = new ThumbnailTarget(int.MaxValue);
        ImageDecoder.Decode(thumbnail, ImageOptions.Default, target);
        Assert.Equal((expectedWidth, expectedHeight), (target.Width, target.Height));
    }

    [Fact]
    public void Create_TurnedPhoto_IsUpright()
    {
        byte[] upright = TestImages.Scene(90, 60);
        var (pixels, width, height) = TestImages.Store(upright, 90, 60, orientation: 6);

        byte[] thumbnail = ImageLoader.CreateThumbnail(
            TestImages.WithOrientation(TestImages.Jpeg(pixels, width, height), 6),
            90,
            ImageOptions.Default
        );

        Assert.True(
            TestImages.MostDifferent(TestImages.Load(TestImages.Png(upright, 90, 60)), TestImages.Load(thumbnail))
                < WebPLoss
        );
    }

    [Fact]
    public void Create_FromPath_EqualsFromBytes()
    {
        using var folder = new TemporaryFolder();
        byte[] file = TestImages.Png(TestImages.Scene(50, 60), 50, 60);

        Assert.Equal(
            ImageLoader.CreateThumbnail(file, 32, ImageOptions.Default),
            ImageLoader.CreateThumbnail(folder.Write("ü.png", file), 32, ImageOptions.Default)
        );
    }

    [Fact]
    public void Create_NoImage_Fails() =>
        Assert.Throws<ImageException>(() => ImageLoader.CreateThumbnail("no"u8, 32, ImageOptions.Default));
}
