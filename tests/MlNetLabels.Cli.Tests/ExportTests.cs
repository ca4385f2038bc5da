using System.Text.Json;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

public sealed class ExportTests(Shapes shapes) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("tensor")]
    [InlineData("image")]
    public void Export_Input_StartsThere(string input)
    {
        string onnx = _folder.File("größe.onnx");

        var result = Tool.Run("export", "--model", shapes.Model, "--output", onnx, "--input", input, "--json").Json();

        Assert.Equal(onnx, result.GetProperty("onnx").GetString());
        Assert.Equal(
            input,
            Description(result.GetProperty("description").GetString()!)
                .GetProperty("inputs")[0]
                .GetProperty("name")
                .GetString()
        );
        Assert.True(new FileInfo(onnx).Length > 3_000_000);
    }

    [Fact]
    public void Export_HeadsOnly_LeavesTheBackboneOut()
    {
        string onnx = _folder.File("heads.onnx");

        Tool.Run("export", "--model", shapes.Model, "--output", onnx, "--heads-only").Done();

        Assert.Equal(
            "embedding",
            Description(_folder.File("heads.onnx.json")).GetProperty("inputs")[0].GetProperty("name").GetString()
        );
        Assert.True(new FileInfo(onnx).Length < 1_000_000);
    }

    [Fact]
    public void Export_ModelOfEmbeddings_CanOnlyLeaveAsHeads()
    {
        string npy = Embeddings.Write(_folder, "given"),
            model = _folder.File("given.mlabels"),
            onnx = _folder.File("given.onnx");
        Tool.Run("train", "--embeddings", npy, "--model", model, "--l2", "0.01").Done();

        Tool.Run("export", "--model", model, "--output", onnx).Refused(3, "unknown backbone", "--heads-only");
        Tool.Run("export", "--model", model, "--dotnet", _folder.File("app")).Refused(3, "unknown backbone");

        Assert.False(File.Exists(onnx));
        Tool.Run("export", "--model", model, "--output", onnx, "--heads-only").Done();
    }

    [Fact]
    public void Export_Twice_SameBytes()
    {
        foreach (string name in new[] { "first", "second" })
            Tool.Run("export", "--model", shapes.Model, "--output", _folder.File(name + ".onnx"), "--input", "image")
                .Done();

        foreach (string kind in new[] { ".onnx", ".onnx.json" })
            Assert.Equal(
                File.ReadAllBytes(_folder.File("first" + kind)),
                File.ReadAllBytes(_folder.File("second" + kind))
            );
    }

    [Fact]
    public void Export_DamagedOrForeignModel_IsNamed()
    {
        byte[] whole = File.ReadAllBytes(shapes.Model);
        string onnx = _folder.File("m.onnx");
        foreach (
            string model in new[]
            {
                _folder.Write("cut.mlabels", whole[..(whole.Length / 2)]),
                _folder.Write("text.mlabels", "not a model"),
                _folder.File("missing.mlabels"),
            }
        )
            Tool.Run("export", "--model", model, "--output", onnx).Refused(3, model);

        Assert.False(File.Exists(onnx));
    }

    [Fact]
    public void Export_FolderInUse_IsLeftAlone()
    {
        string mine = _folder.Write("app.txt", "mine");

        Tool.Run("export", "--model", shapes.Model, "--dotnet", _folder.Path).Refused(3, "not empty");

        Assert.Equal([mine], Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData("--output")]
    [InlineData("end in .onnx", "--output", "model.txt")]
    [InlineData("leave --input out", "--output", "m.onnx", "--heads-only", "--input", "image")]
    [InlineData("--heads-only", "--dotnet", "app", "--heads-only")]
    [InlineData("pixels", "--output", "m.onnx", "--input", "pixels")]
    [InlineData("--reject-rate", "--output", "m.onnx", "--reject-rate", "2")]
    public void Export_UsageError_NamesIt(string named, params string[] arguments) =>
        Tool.Run(["export", "--model", "m.mlabels", .. arguments]).Refused(2, named);

    private static JsonElement Description(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.Clone();
    }
}
