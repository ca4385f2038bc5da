using System.IO.Compression;
using MlNetLabels.Data;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>data import and data describe, as a process.</summary>
public sealed class DataImportTests : IDisposable
{
    private const string Coco = """
        {"images": [{"id": 1, "file_name": "a.png"}, {"id": 2, "file_name": "b.png"}, {"id": 3, "file_name": "gone.png"}],
         "annotations": [{"image_id": 1, "category_id": 1}, {"image_id": 1, "category_id": 2}],
         "categories": [{"id": 1, "name": "cat"}, {"id": 2, "name": "dog"}]}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Import_LabelSets_BecomeImagesWithAList()
    {
        Images("in/a.png", "in/b.png");
        string json = _folder.Write("in/coco.json", Coco);

        var run = Tool.Run("data", "import", json, "--output", _folder.File("out"));

        run.Done();
        Assert.Contains("gone.png", run.Error, StringComparison.Ordinal);
        Assert.Equal(
            "file,labels\nimages/a.png,cat;dog\nimages/b.png,\n",
            File.ReadAllText(_folder.File("out", "labels.csv"))
        );
        var read = DatasetReader.Read(_folder.File("out"));
        Assert.Equal(2, read.Rows.Count);
        Assert.All(read.Rows, row => Assert.True(File.Exists(row.Path)));
    }

    [Fact]
    public void Import_ArchiveWithSplits_BecomesFoldersOfSplitsAndClasses()
    {
        Images("set/train/cats/1.png", "set/train/dogs/1.png", "set/valid/cats/1.png");
        ZipFile.CreateFromDirectory(_folder.File("set"), _folder.File("set.zip"));

        var json = Tool.Run("data", "import", _folder.File("set.zip"), "--output", _folder.File("out"), "--json")
            .Json();

        Assert.Equal(3, json.GetProperty("images").GetInt32());
        Assert.True(File.Exists(_folder.File("out", "validation", "cats", "1.png")));
        Assert.Equal(
            [Split.Train, Split.Train, Split.Validation],
            DatasetReader.Read(_folder.File("out")).Rows.Select(row => row.Split)
        );
    }

    [Fact]
    public void Import_ToCsv_NamesImagesWhereTheyLie()
    {
        Images("cats/1.png", "dogs/1.png");

        Tool.Run("data", "import", _folder.Path, "--output", _folder.File("lists", "all.csv")).Done();

        Assert.Equal(
            "file,label\n../cats/1.png,cats\n../dogs/1.png,dogs\n",
            File.ReadAllText(_folder.File("lists", "all.csv"))
        );
    }

    [Fact]
    public void Import_LinksOnRequest_LeadToTheImages()
    {
        Images("in/cats/1.png", "in/dogs/1.png");

        Tool.Run("data", "import", _folder.File("in"), "--link", "--output", _folder.File("out")).Done();

        Assert.NotNull(new FileInfo(_folder.File("out", "cats", "1.png")).LinkTarget);
    }

    [Theory]
    [InlineData("out")]
    [InlineData("out.csv")]
    public void Import_OverWhatIsThere_IsRefused(string output)
    {
        Images("in/cats/1.png", "out/x.png");
        _folder.Write("out.csv", "mine");

        var run = Tool.Run("data", "import", _folder.File("in"), "--output", _folder.File(output));

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("not overwritten", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_Folder_CountsAndFindsWhatIsOdd()
    {
        Images("cats/1.png", "cats/2.png", "dogs/1.png");
        File.Copy(_folder.File("cats", "1.png"), _folder.File("dogs", "same.png"));
        _folder.Write("dogs/broken.png", []);
        string page = _folder.File("page", "look.html");

        var json = Tool.Run("data", "describe", _folder.Path, "--output", page, "--json").Json();

        Assert.Equal(2, json.GetProperty("labels").GetProperty("cats").GetInt32());
        Assert.Equal(3, json.GetProperty("labels").GetProperty("dogs").GetInt32());
        Assert.Equal(4, json.GetProperty("formats").GetProperty("PNG").GetInt32());
        Assert.Equal(
            [12, 12, 12],
            json.GetProperty("sizes").GetProperty("width").EnumerateArray().Select(x => x.GetInt32())
        );
        Assert.Contains(
            "labels that differ: cats/1.png and dogs/same.png",
            json.GetProperty("suspicions")[0].GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal("dogs/broken.png", json.GetProperty("skipped")[0].GetProperty("file").GetString());
        string html = File.ReadAllText(page);
        Assert.Equal(4, html.Split("data:image/webp").Length - 1);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_OrdinaryJpegs_DrawsThem()
    {
        // Which are decoded without libvips, that writes the pictures. Grey, 8 by 8: one coefficient of no bits.
        byte[] one = [1, .. new byte[15], 0],
            jpeg =

            [
                .. (byte[])[0xFF, 0xD8, 0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64)],
                .. (byte[])[0xFF, 0xC0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0],
                .. (byte[])[0xFF, 0xC4, 0, 20, 0, .. one, 0xFF, 0xC4, 0, 20, 0x10, .. one],
                .. (byte[])[0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0x3F, 0xFF, 0xD9],
            ];
        _folder.Write("in/cats/1.jpg", jpeg);
        _folder.Write("in/dogs/1.jpg", jpeg);
        string page = _folder.File("look.html");

        Tool.Run("data", "describe", _folder.File("in"), "--output", page).Done();

        Assert.Equal(2, File.ReadAllText(page).Split("data:image/webp").Length - 1);
    }

    private void Images(params string[] files)
    {
        for (int i = 0; i < files.Length; i++)
            _folder.Write(files[i], Drawing(i));
    }

    private static byte[] Drawing(int i) =>
        MlNetLabels.Images.SvgDrawing.Render(
            $"<svg xmlns='http://www.w3.org/2000/svg' width='12' height='12'><rect width='{i + 3}' height='9' fill='red'/></svg>",
            12
        );
}
