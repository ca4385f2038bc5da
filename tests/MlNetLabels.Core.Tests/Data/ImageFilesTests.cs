using System.Diagnostics;
using System.Text;
using MlNetLabels.Data;
using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests.Data;

public sealed class ImageFilesTests : IDisposable
{
    private static readonly byte[] s_jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF\0"u8];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.jfif")]
    [InlineData("a.jpe")]
    [InlineData("a.JPG_large")]
    [InlineData("photo")]
    [InlineData("photo.txt")]
    public void List_JpegUnderAnyName_IsAnImage(string name)
    {
        _folder.Write(name, s_jpeg);

        Assert.Equal([name], ImageFiles.List(_folder.Path).Images);
    }

    public static TheoryData<string, byte[]> Starts =>
        new()
        {
            { "PNG", [0x89, .. "PNG\r\n\x1a\n"u8] },
            { "GIF", [.. "GIF89a"u8] },
            { "WebP", [.. "RIFF\x10\0\0\0WEBPVP8 "u8] },
            { "TIFF", [.. "II*\0\x08\0\0\0"u8] },
            { "TIFF, big-endian", [.. "MM\0*\0\0\0\x08"u8] },
            { "AVIF", [.. "\0\0\0\u001cftypavif\0\0\0\0"u8] },
            { "HEIC", [.. "\0\0\0\u0018ftypheic\0\0\0\0"u8] },
            { "BMP", [.. "BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0"u8] },
            { "PPM", [.. "P6\n2 2\n255\n"u8] },
            { "PGM with a comment", [.. "P5\n# by GIMP\n2 2"u8] },
            { "QOI", [.. "qoif\0\0\0\x02"u8] },
            { "ICO", [0, 0, 1, 0, 1, 0, 16, 16, 0, 0, 1, 0, 32, 0, 0, 1, 0, 0, 22, 0, 0, 0] },
            { "JPEG 2000", [.. "\0\0\0\x0cjP  \r\n"u8] },
            { "JPEG XL", [.. "\0\0\0\x0cJXL \r\n"u8] },
        };

    [Theory]
    [MemberData(nameof(Starts))]
    public void List_EveryFormatWithoutExtension_IsAnImage(string format, byte[] start)
    {
        _folder.Write("file", [.. start, .. new byte[32]]);

        Assert.True(ImageFiles.List(_folder.Path).Images is ["file"], format);
    }

    [Theory]
    [InlineData("BMW,3\nAudi,4\nand more lines of a table")]
    [InlineData("P1 is the first patient of this study")]
    [InlineData("P2,cat\nP3,dog\n")]
    [InlineData("{\"a\": 1}")]
    [InlineData("%PDF-1.7")]
    [InlineData("\0\0\0\u0018ftypisom\0\0\0\0isomavc1")]
    [InlineData("GIF")]
    [InlineData("")]
    public void List_OtherContent_IsLeftOut(string content)
    {
        _folder.Write("file", Encoding.Latin1.GetBytes(content));

        var (images, others) = ImageFiles.List(_folder.Path);

        Assert.Empty(images);
        Assert.Equal("left out 1 file that is no image: file", others.ToString());
    }

    [Fact]
    public void List_RawFileBesideItsPhoto_IsNoSecondPhoto()
    {
        _folder.Write("1.jpg", s_jpeg);
        _folder.Write("1.NEF", [.. "MM\0*\0\0\0\x08"u8]);

        Assert.Equal(["1.jpg"], ImageFiles.List(_folder.Path).Images);
    }

    [Fact]
    public void List_Others_AreCountedByKindAndTheFirstNamed()
    {
        foreach (string name in (string[])["1.txt", "2.TXT", "3.txt", "a.json", "b.json", "README", "z.pdf"])
            _folder.Write(name, "words");

        Assert.Equal(
            "left out 7 files that are no images: 3 .txt, 2 .json, 1 .pdf, 1 without extension "
                + "(1.txt, 2.TXT, 3.txt, README, a.json, ...)",
            ImageFiles.List(_folder.Path).Others.ToString()
        );
    }

    [Fact]
    public void Each_FoldersWithOthers_TellsOfEach()
    {
        _folder.Write("a/1.jpg", s_jpeg);
        _folder.Write("a/1.txt", "words");
        _folder.Write("b/2.jpg", s_jpeg);
        var others = new List<SkippedFile>();

        var files = ImageFiles.Expand([_folder.File("a"), _folder.File("b")], others.Add);

        Assert.Equal(2, files.Count);
        Assert.Equal([new(_folder.File("a"), "left out 1 file that is no image: 1.txt")], others);
    }

    [Fact]
    public void List_PipeWithoutExtension_DoesNotWaitForIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Pipes are made with Linux' tools.");
        using (var made = Process.Start("mkfifo", _folder.File("pipe")))
            made.WaitForExit();

        Assert.Empty(ImageFiles.List(_folder.Path).Images);
    }

    [Fact]
    public void Read_BlanksAroundNames_AreNoPartOfThem()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such names.");
        _folder.Write("in/cats /1.jpg", s_jpeg);
        _folder.Write("in/ red dogs/2.jpg", s_jpeg);
        string csv = _folder.Write("l.csv", "file,label\n1.jpg,\"cats \"\n2.jpg, red dogs\n"),
            sets = _folder.Write("s.csv", "file,labels\n1.jpg,\"cats ; red dogs\"\n"),
            cells = _folder.Write("c.csv", "file, cats , red dogs\n1.jpg,1,0\n"),
            lines = _folder.Write(
                "l.jsonl",
                "{\"file\":\"1.jpg\",\"label\":\"cats \"}\n{\"file\":\"2.jpg\",\"label\":\" red dogs\"}\n"
            );

        foreach (string source in (string[])[_folder.File("in"), csv, sets, cells, lines])
            Assert.Equal(["cats", "red dogs"], DatasetReader.Read(source).LabelNames.Order());
        var chosen = DatasetReader.Read(_folder.File("in"), ["cats"]);
        Assert.Equal(["cats"], chosen.LabelNames);
        Assert.Equal(_folder.File("in", "cats ", "1.jpg"), Assert.Single(chosen.Rows).Path);
    }

    [Fact]
    public void Read_NamesThatDifferByBlanksAlone_AreRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such names.");
        _folder.Write("in/cats /1.jpg", s_jpeg);
        _folder.Write("in/cats/2.jpg", s_jpeg);

        Assert.Contains(
            "'cats' and 'cats ' differ by blanks",
            Assert.Throws<InvalidInputException>(() => DatasetReader.Read(_folder.File("in"))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Read_NameWithABackslash_IsItself()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such names.");
        _folder.Write("cats/a\\b.png", s_jpeg);
        _folder.Write("cats/a/b.png", s_jpeg);
        _folder.Write("list.csv", "file,label\ncats\\a\\b.png,x\n\"cats/a\\b.png\",y\n");

        Assert.Equal(["cats/a/b.png", "cats/a\\b.png"], DatasetReader.Read(_folder.Path).Rows.Select(row => row.File));
        var listed = DatasetReader.Read(_folder.File("list.csv")).Rows;
        Assert.Equal(["cats/a/b.png", "cats/a\\b.png"], listed.Select(row => row.File));
        Assert.Equal(
            [_folder.File("cats", "a", "b.png"), _folder.File("cats", "a\\b.png")],
            listed.Select(r => r.Path)
        );
    }
}
