using MlNetLabels.Data;
using MlNetLabels.Models;
using MlNetLabels.Testing;
using MlNetLabels.Vision.Export;

namespace MlNetLabels.Vision.Tests.Export;

/// <summary>Models of the image sets beside the checkout: the graph says what predict says of every image that there is.</summary>
public sealed class ExportedSharedSetsTests
{
    [Theory]
    [InlineData("prints")]
    [InlineData("flowers")]
    [InlineData("aquarium")]
    public void Heads_OfASharedSet_SayWhatPredictSays(string name)
    {
        var model = Train(name);
        using var onnx = new OnnxRun(OnnxExporter.Export(model, new() { Input = OnnxInput.Embedding }));

        foreach (string other in new[] { "prints", "flowers", "aquarium" })
        {
            var embeddings = NpyFile.Read(SharedFiles.Path("reference", "embeddings", other + ".npy"));
            Golden.Equal(model, embeddings, onnx.Heads(embeddings));
        }
    }

    private static Model Train(string name)
    {
        string npy = SharedFiles.Path("reference", "embeddings", name + ".npy"), csv = SharedFiles.Path("reference", "embeddings", name + ".csv");
        var data = EmbeddedDataset.FromMatrix(DatasetReader.Read(csv), NpyFile.Read(npy), npy);
        return new ModelTrainer(new TrainerOptions()).Fit(data, Splitter.Divide(data, seed: 1), new BackboneReference { Name = "unknown", Dimension = data.Embeddings.Columns }, DateTimeOffset.UnixEpoch, TestContext.Current.CancellationToken);
    }
}
