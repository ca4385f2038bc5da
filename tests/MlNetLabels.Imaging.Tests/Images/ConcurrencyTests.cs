using MlNetLabels.Images;

namespace MlNetLabels.Imaging.Tests.Images;

public sealed class ConcurrencyTests
{
    private const int Repeats = 40;
    private const int Threads = 8;

    [Fact]
    public void Load_FromManyThreads_GivesTheSameBits()
    {
        byte[][] files =
        [
            .. Enumerable
                .Range(0, 6)
                .Select(i => TestImages.Jpeg(TestImages.Scene(100 + 30 * i, 90), 100 + 30 * i, 90)),
        ];
        float[][] expected = [.. files.Select(f => TestImages.Load(f))];

        Parallel.For(
            0,
            files.Length * Repeats,
            new ParallelOptions { MaxDegreeOfParallelism = Threads },
            i => Assert.Equal(expected[i % files.Length], TestImages.Load(files[i % files.Length]))
        );
    }

    [Fact]
    public void Load_FailuresOnManyThreads_EachGetsItsOwnReason()
    {
        byte[] png = TestImages.Png(TestImages.Scene(90, 90), 90, 90),
            flipped = [.. png];
        flipped[png.Length / 2] ^= 0xFF;
        byte[] jpeg = TestImages.Jpeg(TestImages.Scene(90, 90), 90, 90);
        byte[][] files =
        [
            png[..(png.Length / 2)],
            flipped,
            jpeg[..(jpeg.Length / 2)],
            jpeg[..30],
            [.. "GIF89a"u8],
            [.. "II*\0"u8],
            [.. "RIFF\0\0\0\0WEBP"u8],
        ];
        string[] expected = [.. files.Select(Reason)];

        Parallel.For(
            0,
            files.Length * Repeats,
            new ParallelOptions { MaxDegreeOfParallelism = Threads },
            i => Assert.Equal(expected[i % files.Length], Reason(files[i % files.Length]))
        );
    }

    private static string Reason(byte[] file) => Assert.Throws<ImageException>(() => TestImages.Load(file)).Reason;
}
