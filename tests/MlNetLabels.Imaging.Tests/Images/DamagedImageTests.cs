using System.Text;
using MlNetLabels.Images;
using MlNetLabels.Testing;

namespace MlNetLabels.Imaging.Tests.Images;

public sealed class DamagedImageTests
{
    private static string ReasonFor(byte[] file, ImageOptions? options = null) =>
        Assert.Throws<ImageException>(() => TestImages.Load(file, options: options)).Reason;

    [Theory]
    [InlineData("jpegsave_buffer", "truncated JPEG")]
    [InlineData("pngsave_buffer", "truncated PNG")]
    [InlineData("tiffsave_buffer", "TIFF")]
    [InlineData("webpsave_buffer", "WebP")]
    [InlineData("gifsave_buffer", "GIF")]
    public void Load_FileCutShort_FailsWhereverItIsCut(string saver, string expected)
    {
        byte[] file = TestImages.Encode(TestImages.Scene(200, 150), 200, 150, saver);

        foreach (double share in (double[])[0.3, 0.6, 0.9])
            Assert.Contains(expected, ReasonFor(file[..(int)(file.Length * share)]), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_DamageBelowTheCrop_IsNoticed()
    {
        byte[] file = TestImages.Jpeg(TestImages.Scene(40, 400), 40, 400);

        Assert.Throws<ImageException>(() =>
            TestImages.Load(file[..(file.Length * 9 / 10)], TestImages.Plain with { Resize = ResizeMode.CropCentre })
        );
    }

    [Fact]
    public void Load_EmptyFile_SaysSo() => Assert.Equal("empty file", ReasonFor([]));

    [Theory]
    [InlineData("garbage", "not an image")]
    [InlineData("\n<!DOCTYPE html><html><svg>", "a web page, not an image: download the image itself")]
    [InlineData("Rar!\u001A\u0007", "a RAR archive, not an image: unpack it")]
    [InlineData("\0\0\0\u000CjP  \r\n", "JPEG 2000, a format that is not read here: convert it to JPEG or PNG")]
    [InlineData("BM..............", "BMP")]
    [InlineData("%PDF-1.7", "PDF")]
    [InlineData("GIF89a", "GIF")]
    [InlineData("II*\0", "TIFF")]
    [InlineData("RIFF\0\0\0\0WEBP", "WebP")]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0mif1heic", "HEIC, a format that is not read")]
    [InlineData("\0\0\0\u0018ftypmif1\0\0\0\0mif1heic", "HEIC, a format that is not read")]
    [InlineData("\0\0\0\u0014ftypmif1\0\0\0\0mif1", "HEIF without the brand of a codec, a format that is not read")]
    [InlineData("\0\0\0\u0018ftypavis\0\0\0\0msf1miaf", "AVIF animation, a format that is not read")]
    [InlineData("\0\0\0\u0018ftypisom\0\0\0\0iso2mp41", "video, a format that is not read")]
    [InlineData("\0\0\0\u0018ftypmif1\0\0\0\0mif1avif", "damaged AVIF")]
    public void Load_WhatIsNoImage_IsNamed(string content, string expected) =>
        Assert.Contains(expected, ReasonFor(Encoding.Latin1.GetBytes(content)), StringComparison.Ordinal);

    [Fact]
    public void Load_MorePixelsThanAllowed_NamesBothNumbers() =>
        Assert.Equal(
            "2000 x 1250 = 2.5 million pixels, above the limit of 2.4 million; make it smaller (in code: ImageOptions.MaxPixels)",
            ReasonFor(TestImages.Png(new byte[2000 * 1250], 2000, 1250), new ImageOptions { MaxPixels = 2_400_000 })
        );

    [Fact]
    public void Load_ExactlyTheAllowedPixels_IsRead() =>
        Assert.NotEmpty(
            TestImages.Load(TestImages.Png(new byte[100 * 50], 100, 50), options: new ImageOptions { MaxPixels = 5000 })
        );

    [Fact]
    public void Load_MoreBytesThanAllowed_IsRefused() =>
        Assert.Equal(
            "larger than the limit of 10 bytes (ImageOptions.MaxBytes)",
            ReasonFor(new byte[11], new ImageOptions { MaxBytes = 10 })
        );

    [Fact]
    public void Load_EndlessStream_StopsAtTheLimit()
    {
        using var stream = new EndlessStream();

        Assert.Throws<ImageException>(() =>
            ImageLoader.Load(
                stream,
                TestImages.Plain,
                new ImageOptions { MaxBytes = 1 << 20 },
                new float[TestImages.Plain.TensorLength]
            )
        );
    }

    [Theory]
    [InlineData("65536-uint32-limit.png")]
    [InlineData("giant-image.jpg")]
    public void Load_DecompressionBomb_IsRefusedFromItsHeader(string name)
    {
        // What is allocated on this thread is the file and little else; NastyBytesTests hold the whole process to a
        // limit.
        const long HeaderMemory = 16 << 20;
        byte[] file = File.ReadAllBytes(SharedFiles.Path("data", "nasty", "sharp", name));
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Contains("above the limit of 100 million", ReasonFor(file), StringComparison.Ordinal);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, HeaderMemory);
    }

    [Fact]
    public void Load_PngSuite_ReadsTheGoodAndRefusesTheBroken()
    {
        var wrong = new List<string>();
        foreach (string path in Directory.EnumerateFiles(SharedFiles.Path("data", "nasty", "pngsuite"), "*.png"))
        {
            bool broken = Path.GetFileName(path).StartsWith('x');
            if (broken == Reads(path))
                wrong.Add(Path.GetFileName(path));
        }
        Assert.Empty(wrong);
    }

    [Theory]
    [
        InlineData("truncated.jpg"),
        InlineData("truncated.png"),
        InlineData("corrupt-header.jpg"),
        InlineData("relax.jp2")
    ]
    public void Load_DamagedFixture_Fails(string name) =>
        Assert.False(Reads(SharedFiles.Path("data", "nasty", "sharp", name)));

    [Fact]
    public void Load_MissingFile_Folder_EmptyFile_AreImageErrorsThatNameTheFile()
    {
        using var folder = new TemporaryFolder();
        foreach (
            string path in (string[])[Path.Combine(folder.Path, "none.jpg"), folder.Path, folder.Write("empty.jpg", [])]
        )
        {
            var error = Assert.Throws<ImageException>(() =>
                ImageLoader.Load(path, TestImages.Plain, ImageOptions.Default, new float[TestImages.Plain.TensorLength])
            );
            Assert.Equal(path, error.File);
            Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        }
    }

    private static bool Reads(string path)
    {
        try
        {
            ImageLoader.Load(path, TestImages.Plain, ImageOptions.Default, new float[TestImages.Plain.TensorLength]);
            return true;
        }
        catch (ImageException)
        {
            return false;
        }
    }

    private sealed class EndlessStream : MemoryStream
    {
        public override bool CanSeek => false;

        public override int Read(byte[] buffer, int offset, int count) => count;
    }
}
