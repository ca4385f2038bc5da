using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary><c>train --engine mlnet</c>, in a program built with ML.NET or without.</summary>
public sealed class EngineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Train_MLNet_NamesTheEngineOrSaysWhatIsMissing()
    {
        string npy = Embeddings.Write(_folder, "points"),
            model = _folder.File("m.mlabels");

        var result = Cli.Run(
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

        if (File.Exists(Path.Combine(AppContext.BaseDirectory, "MlNetLabels.MLNet.dll")))
        {
            var training = result.Json().GetProperty("manifest").GetProperty("training");
            Assert.StartsWith("ML.NET ", training.GetProperty("engine").GetString(), StringComparison.Ordinal);
            Assert.Contains("Heads by ML.NET ", training.GetProperty("losses").GetString(), StringComparison.Ordinal);
        }
        else
            result.Refused(2, "built without ML.NET", "-p:MicrosoftML=true");
    }

    [Fact]
    public void Train_Default_NamesThisLibrary()
    {
        string npy = Embeddings.Write(_folder, "points");

        var result = Cli.Run(
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
