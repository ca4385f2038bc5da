using MlNetLabels.Images;

namespace MlNetLabels.Imaging.Tests.Images;

/// <summary>A JPEG whose last two bytes were lost gives the bits of the whole one; one that lost a pixel is refused.</summary>
public sealed class JpegEndTests
{
    private const int Width = 120,
        Height = 90;

    public static TheoryData<string, byte[]> Files
    {
        get
        {
            byte[] scene = TestImages.Scene(Width, Height),
                grey = TestImages.Scene(Width, Height, 1);
            byte[] Save(byte[] pixels, params (string, string)[] how) =>
                TestImages.Encode(pixels, Width, Height, "jpegsave_buffer", null, how);
            return new()
            {
                { "plain", Save(scene) },
                { "grey", Save(grey) },
                { "progressive", Save(scene, ("interlace", "true")) },
                { "restarts", Save(scene, ("restart-interval", "3")) },
                { "many colours", Save(scene, ("subsample-mode", "off"), ("Q", "100")) },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Load_WithoutItsLastBytes_GivesTheSameBits(string name, byte[] file)
    {
        float[] whole = TestImages.Load(file);

        Assert.Equal(whole, TestImages.Load(file[..^2]));
        Assert.Equal(whole, TestImages.Load(file[..^1]));
        Assert.True(JpegEnd.IsMissing(file.AsSpan(..^2)), name);
        Assert.False(JpegEnd.IsMissing(file), name);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Load_WithoutMore_IsRefused(string name, byte[] file)
    {
        for (int lost = 3; lost < file.Length; lost += 1 + lost / 8)
            Assert.True(Record.Exception(() => TestImages.Load(file[..^lost])) is ImageException, $"{name} -{lost}");
    }

    [Fact]
    public void Load_ProgressiveWithoutAWholeScan_IsRefused()
    {
        byte[] file = TestImages.Encode(
            TestImages.Scene(Width, Height),
            Width,
            Height,
            "jpegsave_buffer",
            null,
            ("interlace", "true")
        );
        int last = file.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]),
            tables = file.AsSpan(0, last).LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xC4]);

        foreach (int end in (int[])[last, tables])
            Assert.Throws<ImageException>(() => TestImages.Load(file[..end]));
    }
}
