using MlNetLabels.Images;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>Data that are not as they should be, looked at and brought in: what is said, and what is done.</summary>
public sealed class MistakenDataTests(Shapes shapes) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Describe_WhatTrainingRefuses_IsGroupedByReason()
    {
        Unusable();

        var run = Tool.Run("data", "describe", _folder.File("in")).Done();

        Assert.Contains(
            "2 images (HEIC, a format that is not read here: convert it to JPEG or PNG): cats/a.heic, cats/b.heic",
            run.Out,
            StringComparison.Ordinal
        );
        Assert.Contains("1 image (a web page, not an image", run.Out, StringComparison.Ordinal);
        Assert.Contains(": dogs/half.png", run.Out, StringComparison.Ordinal);
        Assert.Contains("train stops at these", run.Out, StringComparison.Ordinal);
        Assert.Contains("Formats: 2 PNG", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_WhatTrainingRefuses_IsLeftOutByName()
    {
        Unusable();

        var run = Tool.Run("data", "import", _folder.File("in"), "--output", _folder.File("out")).Done();

        Assert.Contains("cats/a.heic", run.Error, StringComparison.Ordinal);
        Assert.Contains("Left out, as training cannot use them: 4 of 6 images.", run.Error, StringComparison.Ordinal);
        Assert.Contains("2 images, 2 classes (cats, dogs)", run.Out, StringComparison.Ordinal);
        Assert.Equal(2, Directory.EnumerateFiles(_folder.File("out"), "*", SearchOption.AllDirectories).Count());
    }

    [Fact]
    public void Import_OneImageUnderTwoClasses_IsSaid()
    {
        Drawing("in/cats/1.png", 1);
        Drawing("in/dogs/1.png", 2);
        Drawing("in/dogs/same.png", 1);

        Assert.Contains(
            "1 image is there more than once with labels that differ: cats/1.png and dogs/same.png",
            Tool.Run("data", "import", _folder.File("in"), "--output", _folder.File("out")).Done().Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Describe_FileThatIsCalledYolo_IsToldWhatYoloIs() =>
        Tool.Run("data", "describe", _folder.Write("list.csv", "file,label\na.png,a\n"), "--data-format", "yolo")
            .Refused(3, "list.csv", "this is a file", "name that folder");

    [Theory]
    [InlineData("in/new", "it lies in")]
    [InlineData("out.txt", ".txt is neither")]
    public void Import_ToWhereItMustNotGo_IsRefused(string output, string words)
    {
        Drawing("in/cats/1.png", 1);
        Drawing("in/dogs/1.png", 2);

        Tool.Run("data", "import", _folder.File("in"), "--output", _folder.File(output)).Refused(3, words);

        Assert.False(Path.Exists(_folder.File(output)));
    }

    [Fact]
    public void Describe_ListWhoseImagesAreElsewhere_NamesTheOption() =>
        Tool.Run("data", "describe", _folder.Write("list.csv", "file,label\n1.png,a\n2.png,b\n"))
            .Refused(3, "none of its 2 images is there", "--images names the folder that holds them");

    [Fact]
    public void Describe_NothingThatCanBeUsed_IsAnError()
    {
        _folder.Write("in/cats/1.jpg", "<html>no</html>");

        var run = Tool.Run("data", "describe", _folder.File("in"));

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("none of its images can be used", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_CellsOfMinusOne_AreExplainedBeforeTheError()
    {
        Drawing("1.png", 1);
        Drawing("2.png", 2);
        string list = _folder.Write("list.csv", "file,a,b\n1.png,1,-1\n2.png,-1,1\n");

        string said = Tool.Run("train", "--data", list, "--model", _folder.File("m.mlabels")).Error;

        int note = said.IndexOf("No cell is 0: if -1 means", StringComparison.Ordinal),
            error = said.IndexOf("error: ", StringComparison.Ordinal);
        Assert.InRange(note, 0, error);
    }

    [Fact]
    public void Train_OneClassWithNegatives_SpeaksOfOneHead()
    {
        string circles = Path.Combine(shapes.Images, "circle"),
            squares = Path.Combine(shapes.Images, "square");
        Directory.CreateDirectory(_folder.File("one", "circle"));
        foreach (string file in Directory.EnumerateFiles(circles))
            File.Copy(file, _folder.File("one", "circle", Path.GetFileName(file)));

        string said = Tool.Run(
                "train",
                "--data",
                _folder.File("one"),
                "--negatives",
                squares,
                "--model",
                _folder.File("m.mlabels"),
                "--l2",
                "0.01"
            )
            .Done()
            .Error;

        Assert.Contains("All labelled images are of the one class 'circle'", said, StringComparison.Ordinal);
        Assert.DoesNotContain("1 classes", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_TwoFolders_SaysThatOneIsTaken()
    {
        Drawing("one/1.png", 1);
        Drawing("two/1.png", 2);
        string[] train = ["train", "--model", "m.mlabels", "--data"];
        ToolResult In(params string[] data) =>
            Tool.RunIn(_folder.Path, new Dictionary<string, string>(), [.. train, .. data]);

        In("one", "two").Refused(2, "--data takes one folder or file: put a name with spaces in quotes");
        In("one,two").Refused(3, "one,two: only one folder or file is taken");
        In("one/*").Refused(3, "one/*: patterns are not taken here: name one folder");
    }

    [Fact]
    public void Train_SplitsWithoutTrainingImagesOfAClass_AreRefusedBeforeTheWork()
    {
        var lines = new List<string> { "file,label,split" };
        foreach (var (name, k) in ((string[])["cat", "dog", "bird"]).Select((name, k) => (name, k)))
            for (int i = 0; i < 6; i++)
            {
                Drawing($"{name}{i}.png", 10 * k + i);
                lines.Add($"{name}{i}.png,{name},{(name == "bird" || i > 3 ? "test" : "train")}");
            }
        string list = _folder.Write("list.csv", string.Join('\n', lines));
        const string Refusal =
            "the given splits leave no image to train on for 1 class: 'bird'. Put some of its images into 'train', or leave it "
            + "out: --classes cat,dog.";

        Tool.Run("train", "--data", list, "--model", _folder.File("m.mlabels")).Refused(3, $"list.csv: {Refusal}");
        Assert.Contains(
            Refusal,
            string.Join(
                ' ',
                Tool.Run("data", "describe", list)
                    .Done()
                    .Out.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            ),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Train_AllImagesOfOneGroup_AreRefusedBeforeTheWork()
    {
        var lines = new List<string> { "file,label,group" };
        for (int i = 0; i < 24; i++)
        {
            Drawing($"{i}.png", i);
            lines.Add($"{i}.png,{(i % 2 == 0 ? "cat" : "dog")},cam1");
        }

        Tool.Run(
                "train",
                "--data",
                _folder.Write("list.csv", string.Join('\n', lines)),
                "--model",
                _folder.File("m.mlabels")
            )
            .Refused(3, "all images are of one group ('cam1')", "--ignore-columns group");
    }

    [Fact]
    public void Predict_NoImages_NamesTheFolder()
    {
        Directory.CreateDirectory(_folder.File("empty"));

        Tool.Run("predict", "--model", shapes.Model, _folder.File("empty"))
            .Refused(3, $"there are no images in {_folder.File("empty")}. Name images");
    }

    [Fact]
    public void Describe_WhatTrainRefuses_SaysWhy()
    {
        Drawing("few/a/1.png", 1);
        Drawing("few/b/1.png", 2);
        Drawing("deep/set1/a/1.png", 1);
        Drawing("deep/set1/b/1.png", 2);
        foreach (string name in (string[])["1", "2", "3", "4"])
        {
            Drawing($"copies/a/{name}.png", 1);
            Drawing($"copies/b/{name}.png", 2);
        }
        foreach (int i in Enumerable.Range(0, 4))
        {
            Drawing($"twice/a/{i}.png", i);
            Drawing($"twice/a - Copy/{i}.png", i);
            Drawing($"twice/b/{i}.png", i + 5);
        }
        string Said(string name) => Tool.Run("data", "describe", _folder.File(name)).Done().Out;

        Assert.Contains("Odd: train refuses these images: to train, validate and test", Said("few"));
        Assert.Contains("Odd: train refuses these images: all 4 photos of 'a' are copies", Said("copies"));
        Assert.Contains($"the classes seem to be in {_folder.File("deep", "set1")} (a, b): --data", Said("deep"));
        string twice = Said("twice");
        Assert.Contains(
            "Odd: Every image of 'a - Copy' is in 'a', too, and so under two classes: delete 'a - Copy'",
            twice
        );
        Assert.DoesNotContain("train refuses", twice, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_OneFolderTooHigh_NamesTheFolderToGive()
    {
        Drawing("deep/set1/a/1.png", 1);
        Drawing("deep/set1/b/1.png", 2);

        Tool.Run("train", "--data", _folder.File("deep"), "--model", _folder.File("m.mlabels"))
            .Refused(
                3,
                $"{_folder.File("deep")}: the classes seem to be in {_folder.File("deep", "set1")} (a, b): --data"
            );
    }

    [Fact]
    public void Train_FoldersTooHigh_NamesTheFolderToGive()
    {
        Drawing("deep/Fotos 2024/Blumen/a/1.png", 1);
        Drawing("deep/Fotos 2024/Blumen/b/1.png", 2);
        string meant = _folder.File("deep", "Fotos 2024", "Blumen");

        Tool.Run("train", "--data", _folder.File("deep"), "--model", _folder.File("m.mlabels"))
            .Refused(3, $"the classes seem to be in {meant} (a, b): --data \"{meant}\".");
    }

    [Fact]
    public void Model_WhereImagesAreAskedFor_SaysWhatItIs()
    {
        Tool.Run("train", "--data", shapes.Model, "--model", _folder.File("m.mlabels"))
            .Refused(3, "this is a trained model, not images. --model takes it");
        Tool.Run("predict", "--model", shapes.Model, shapes.Model)
            .Refused(3, "a trained model, not images: --model, or in C# ImagePredictor.Load, takes it");
        Tool.Run("compare", shapes.Model, shapes.Model)
            .Refused(3, "is no report, but an archive or a trained model. Name a report.json");
        File.WriteAllText(_folder.File("report.html"), "<!doctype html>");
        Tool.Run("report", _folder.File("report.html"), "--html", _folder.File("again.html"))
            .Refused(3, "report.html: is a page for people. Name the report.json beside it");
        Tool.Run("predict", "--model", _folder.Path, shapes.Lines)
            .Refused(3, "this is a folder. A bundle is the file that train writes");
        Tool.Run("metrics", "--predictions", _folder.Path).Refused(3, "this is a folder; name a file.");
    }

    [Fact]
    public void Describe_CopiesInTwoClasses_NamesOneOfEachAndSaysHowMany()
    {
        Drawing("in/daisy/1.png", 1);
        Drawing("in/daisy/again.png", 1);
        Drawing("in/roses/1.png", 2);
        Drawing("in/roses/copy.png", 1);
        foreach (string name in (string[])["p0", "p1", "p2"])
            Drawing($"in/roses/{name}.png", 3);

        string said = Tool.Run("data", "describe", _folder.File("in")).Done().Out;

        Assert.Contains(
            "with labels that differ: daisy/1.png and roses/copy.png. Delete the copy in the wrong class.",
            said,
            StringComparison.Ordinal
        );
        Assert.Contains("roses/p0.png and roses/p1.png (3 copies)", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_ImagesThatAreNotThere_SaysSo()
    {
        foreach (int i in Enumerable.Range(0, 10))
            Drawing($"{i}.png", i);
        string rows = string.Concat(Enumerable.Range(0, 12).Select(i => $"{i}.png,{(i % 2 == 0 ? "a" : "b")}\n"));
        string list = _folder.Write("list.csv", "file,label\n" + rows);

        Tool.Run("train", "--data", list, "--model", _folder.File("m.mlabels"))
            .Refused(3, "2 of 12 files are not there", "--images names their folder; or delete their rows");
    }

    private void Unusable()
    {
        byte[] png = Drawing("in/cats/1.png", 1);
        Drawing("in/dogs/1.png", 2);
        foreach (string name in (string[])["a", "b"])
            _folder.Write($"in/cats/{name}.heic", [.. "\0\0\0\u0018ftypheic\0\0\0\0mif1heic"u8, (byte)name[0]]);
        _folder.Write("in/dogs/page.jpg", "<!DOCTYPE html><html></html>");
        _folder.Write("in/dogs/half.png", png[..(png.Length / 2)]);
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
