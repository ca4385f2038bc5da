using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary><c>train --engine mlnet</c>.</summary>
public sealed class EngineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Train_MLNet_NamesTheEngine()
    {
        string npy = Embeddings.Write(_folder, "points"),
            model = _folder.File("m.mlabels");

        var result = Tool.Run(
            "train",
            "--embeddings",
            npy,
            "--labels",
            _folder.File("points.csv"),
            "--engine",
            "mlnet",
            "--l2",
            "0.01",
            "--model",
            model,
            "--json"
        );

        var training = result.Json().GetProperty("manifest").GetProperty("training");
        Assert.StartsWith("ML.NET ", training.GetProperty("engine").GetString(), StringComparison.Ordinal);
        Assert.Contains("Heads by ML.NET ", training.GetProperty("losses").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Train_Default_NamesThisLibrary()
    {
        string npy = Embeddings.Write(_folder, "points");

        var result = Tool.Run(
            "train",
            "--embeddings",
            npy,
            "--labels",
            _folder.File("points.csv"),
            "--l2",
            "0.01",
            "--model",
            _folder.File("m.mlabels"),
            "--json"
        );

        Assert.StartsWith(
            "MlNetLabels ",
            result.Json().GetProperty("manifest").GetProperty("training").GetProperty("engine").GetString(),
            StringComparison.Ordinal
        );
    }
}
