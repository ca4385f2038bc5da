using MlNetLabels.Images;

namespace MlNetLabels.Imaging.Tests.Images;

public sealed class JpegScansTests
{
    private static byte[] Jpeg(bool progressive) =>
        TestImages.Encode(
            TestImages.Scene(90, 80),
            90,
            80,
            "jpegsave_buffer",
            null,
            ("interlace", progressive ? "true" : "false")
        );

    [Fact]
    public void Count_Baseline_IsOne() => Assert.Equal(1, JpegScans.Count(Jpeg(progressive: false)));

    [Fact]
    public void Count_Progressive_IsWhatTheEncoderWrites() =>
        Assert.Equal(10, JpegScans.Count(Jpeg(progressive: true)));

    [Fact]
    public void Count_ScanInsideASegmentOrBehindTheEnd_IsNone()
    {
        byte[] jpeg = Jpeg(progressive: false),
            note = [0xFF, 0xFE, 0, 6, 0xFF, 0xDA, 0xFF, 0xDA];

        Assert.Equal(1, JpegScans.Count([.. jpeg[..2], .. note, .. jpeg[2..], .. jpeg]));
    }

    [Fact]
    public void Count_CutAnywhere_IsAtMostThatOfTheWhole()
    {
        byte[] jpeg = Jpeg(progressive: true);

        for (int length = 0; length <= jpeg.Length; length++)
            Assert.InRange(JpegScans.Count(jpeg.AsSpan(0, length)), 0, 10);
    }

    [Fact]
    public void Load_ManyScans_IsRefusedWithTheirNumber() =>
        Assert.Equal(
            "JPEG of 1010 scans, above the limit of 50: save it again",
            Assert.Throws<ImageException>(() => TestImages.Load(NastyBytes.JpegOfManyScans())).Reason
        );
}
