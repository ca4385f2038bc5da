using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>What is said of the names that one gives to bundles, and of files that are none.</summary>
public sealed class OutputNamesTests(Shapes shapes) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("hello", "not a model bundle, but text")]
    [InlineData("  {\"a\": 1}", "not a model bundle, but JSON")]
    [InlineData("", "the file is empty")]
    [InlineData("PK\u0003\u0004", "a zip archive, as model bundles are, but it is damaged")]
    public void Predict_ModelThatIsNone_SaysWhatItIs(string content, string what) =>
        Tool.Run("predict", "--model", _folder.Write("m.mlabels", content), shapes.Lines).Refused(3, what);

    [Fact]
    public void Predict_ModelThatIsAnImage_SaysSo() =>
        Tool.Run("predict", "--model", Path.Combine(shapes.Lines, "0.png"), shapes.Lines)
            .Refused(3, "not a model bundle, but an image. A bundle is the file that train writes, called *.mlabels.");

    [Fact]
    public void Train_OverWhatIsNoBundle_IsRefusedBeforeTheWork()
    {
        string list = _folder.Write("labels.csv", "file,label\n");

        Train(list).Refused(3, "is no bundle, so it is not overwritten");

        Assert.Equal("file,label\n", File.ReadAllText(list));
    }

    [Fact]
    public void Train_UnusualNameInAFolderThatIsNotThere_IsSaid()
    {
        string folder = Path.Combine(_folder.Path, "new"),
            model = Path.Combine(folder, "a.txt");

        string said = Train(model).Done().Error;

        Assert.Contains($"{folder} is not there yet: this folder is made for a.txt.", said, StringComparison.Ordinal);
        Assert.Contains("bundles are usually called *.mlabels", said, StringComparison.Ordinal);
        Assert.DoesNotContain("usually called", Train(model + ".mlabels").Done().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void PredictAndExport_IntoAFolderThatIsNotThere_SayIt()
    {
        string folder = Path.Combine(_folder.Path, "new");

        var predicted = Tool.Run(
                "predict",
                "--model",
                shapes.Model,
                shapes.Lines,
                "--output",
                Path.Combine(folder, "p.csv")
            )
            .Done();
        var exported = Tool.Run(
                "export",
                "--model",
                shapes.Model,
                "--input",
                "tensor",
                "--output",
                Path.Combine(folder, "more", "m.onnx")
            )
            .Done();

        Assert.Contains("this folder is made for p.csv.", predicted.Error, StringComparison.Ordinal);
        Assert.Contains("this folder is made for m.onnx.", exported.Error, StringComparison.Ordinal);
    }

    private ToolResult Train(string model) =>
        Tool.Run("train", "--data", shapes.Images, "--l2", "0.01", "--model", model);
}
