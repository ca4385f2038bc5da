using System.Text;
using MlNetLabels.Cli.Commands;
using MlNetLabels.Images;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>Paths as people give them: patterns, names with spaces, and lists on standard input.</summary>
public sealed class PathArgumentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("\"a b.png\"\n", "is in quotes")]
    [InlineData("file,label\n1.png,a\n", "looks like CSV")]
    [InlineData(
        "https://example.org/1.jpg\n",
        "is an address, 'https://example.org/1.jpg', which is not fetched: download"
    )]
    [InlineData("1.png\ta\n", "holds a tab, '1.png\ta': write the path alone, one path a line.")]
    public void Predict_ListThatIsNoListOfPaths_SaysHowToWriteIt(string list, string words)
    {
        var error = Assert.Throws<InvalidInputException>(() => PathArguments.ReadList(new StringReader(list)));

        Assert.StartsWith("line 1 of the list on standard input " + words, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("C:\\photos\\1.jpg")]
    [InlineData(@"\\server\photos\1.jpg")]
    public void Predict_ListOfWindowsPaths_SaysToCopyTheImages(string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has such paths.");

        var error = Assert.Throws<InvalidInputException>(() => PathArguments.ReadList(new StringReader(path + "\n")));

        Assert.Contains($"is a path of a Windows computer, '{path}': copy", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u00FF\u00D8\u00FF\u00E0", "holds an image, but - stands for a list of paths, one a line.")]
    [InlineData("PK\u0003\u0004xxxxxxxxxxxxxxxxxxxxxx\u0013\0\0\0[Content_Types].xml", "a spreadsheet or document")]
    [InlineData("PK\u0003\u0004xxxxxxxxxxxxxxxxxxxxxx\u0005\0\0\0a.jpg", "an archive")]
    [InlineData(
        "PK\u0003\u0004xxxxxxxxxxxxxxxxxxxxxx\u000d\0\0\0manifest.json..weights.safetensors",
        "a trained model"
    )]
    [InlineData("%PDF-1.4\n", "a PDF")]
    [InlineData("1.jpg\n", null)]
    public void Foreign_FileInPlaceOfAList_SaysWhatCame(string bytes, string? words)
    {
        string? said = ListText.Foreign(Encoding.Latin1.GetBytes(bytes));

        Assert.Equal(words is null, said is null);
        Assert.Contains(words ?? "", said ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_PatternWhoseImagesLieDeeper_OffersThePattern()
    {
        Drawing("base/a/1.png", 1);
        string pattern = _folder.File("base") + "/*.png";

        Assert.EndsWith(
            $"no file or folder fits '{pattern}'. Folders in it hold some: '{_folder.File("base")}/**/*.png', in quotes, finds them.",
            Assert.Throws<InvalidInputException>(() => PathArguments.Expand([pattern])).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Predict_NameOfSeveralWords_SaysToQuoteIt()
    {
        Drawing("my small photos/1.png", 1);
        Drawing("small/1.png", 1);

        Tool.RunIn(_folder.Path, new Dictionary<string, string>(), "predict", "--model", "x", "my", "small", "photos")
            .Refused(2, "Put names with spaces in quotes: \"my small photos\".");
        Assert.Null(PathArguments.Unquoted([_folder.File("small"), "nowhere"]));
    }

    [Fact]
    public void Predict_ListInOneLine_SaysOnePathALine()
    {
        Drawing("1.png", 1);
        Drawing("2.png", 2);
        string line = $"{_folder.File("1.png")} {_folder.File("2.png")}";

        var error = Assert.Throws<InvalidInputException>(() => PathArguments.ReadList(new StringReader(line)));

        Assert.Contains("looks like several paths", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("write one path a line.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-8", true)]
    [InlineData("utf-8", false)]
    public void Decode_ListOfAnyUsualEncoding_GivesItsPaths(string name, bool hasMark)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] bytes =
        [
            .. hasMark ? encoding.GetPreamble() : [],
            .. encoding.GetBytes("daisy/1.png\r\nroses/2.png\r\n"),
        ];

        Assert.Equal(["daisy/1.png", "roses/2.png"], PathArguments.ReadList(new StringReader(ListText.Decode(bytes))));
    }

    [Fact]
    public void Decode_NamesBetweenZeros_StayThem() =>
        Assert.Equal(
            ["daisy/1.png", "daisy/2.png"],
            PathArguments.ReadList(new StringReader(ListText.Decode("daisy/1.png\0daisy/2.png\0"u8.ToArray())))
        );

    [Theory]
    [InlineData("https://example.org/1.jpg", "addresses are not fetched. Download it")]
    [InlineData("~/photos/*.jpg", "In quotes, ~ is not your folder: write its whole path.")]
    [InlineData("list.csv", "this is a list, not an image. Give the paths that it names on standard input")]
    public void Predict_WhatIsNoImage_SaysWhatToDo(string given, string words)
    {
        string list = _folder.Write("list.csv", "file,label\n1.png,a\n");

        var error = Assert.Throws<InvalidInputException>(() =>
            PathArguments.Expand([given == "list.csv" ? list : given])
        );

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    private byte[] Drawing(string file, int i)
    {
        byte[] png = SvgDrawing.Render(
            $"<svg xmlns='http://www.w3.org/2000/svg' width='12' height='12'><rect width='{i + 3}' height='9' fill='red'/></svg>",
            12
        );
        _folder.Write(file, png);
        return png;
    }
}
