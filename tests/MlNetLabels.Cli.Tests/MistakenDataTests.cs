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

    [Theory]
    [InlineData("\"a b.png\"\n", "is in quotes")]
    [InlineData("file,label\n1.png,a\n", "looks like CSV")]
    public void Predict_ListThatIsNoListOfPaths_SaysHowToWriteIt(string list, string words)
    {
        var error = Assert.Throws<InvalidInputException>(() =>
            Cli.Commands.PathArguments.ReadList(new StringReader(list))
        );

        Assert.StartsWith("line 1 of the list on stdin " + words, error.Message, StringComparison.Ordinal);
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
