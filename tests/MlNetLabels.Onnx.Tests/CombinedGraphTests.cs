using MlNetLabels.Backbones;
using MlNetLabels.Data;
using MlNetLabels.Embedding;
using MlNetLabels.Models;
using MlNetLabels.Numerics;
using MlNetLabels.Testing;

namespace MlNetLabels.Onnx.Tests;

/// <summary>Several networks in one graph.</summary>
public sealed class CombinedGraphTests : IDisposable
{
    // As in ImageGraphTests.
    private const double Rounding = 2e-5;

    private const int Width = 23,
        Height = 17;

    private readonly TemporaryFolder _folder = new();
    private readonly BackboneOptions _options;

    public CombinedGraphTests()
    {
        SmallOnnx.Write(_folder, "first", "features");
        SmallOnnx.Write(_folder, "second", "pooled", ("[0, 0, 0]", "[0.5, 0.4, 0.3]"), ("[1, 1, 1]", "[0.2, 0.5, 2]"));
        SmallOnnx.Write(_folder, "third", "pooled", ("cropCentre", "squeeze"));
        SmallOnnx.Write(
            _folder,
            "blue",
            "features",
            ("\"resize\"", "\"channels\": \"bgr\", \"resize\""),
            ("[0, 0, 0]", "[0.1, 0.2, 0.4]"),
            ("[1, 1, 1]", "[0.3, 0.5, 0.7]")
        );
        _options = new() { ModelsFolder = _folder.Path };
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("first+second", OnnxInput.Image)]
    [InlineData("first+third+second", OnnxInput.Image)]
    [InlineData("first+second", OnnxInput.Tensor)]
    [InlineData("second+first", OnnxInput.Tensor)]
    [InlineData("second+blue", OnnxInput.Tensor)]
    [InlineData("blue+second", OnnxInput.Tensor)]
    [InlineData("blue+third", OnnxInput.Image)]
    public void Export_SeveralNetworks_SaysWhatPredictSays(string name, OnnxInput input)
    {
        using var backbone = Backbone.Load(name, _options);
        var model = Train(backbone);
        byte[] pixels = TestImages.Scene(Width, Height);
        byte[] png = TestImages.Png(pixels, Width, Height);
        float[] embedding = new ImageEmbedder(backbone).Embed(png);
        var expected = model.Predict(embedding);

        using var onnx = new OnnxRun(OnnxExporter.Export(model, new() { Input = input }, _options));
        var answers =
            input == OnnxInput.Image
                ? onnx.Run("image", pixels, 1, Height, Width, 3)
                : onnx.Run("tensor", Tensor(backbone, png), 1, 3, SmallOnnx.Side, SmallOnnx.Side);

        Assert.Equal(embedding, answers.Floats("embedding"), (a, b) => Math.Abs(a - b) < Rounding);
        Assert.Equal(
            expected.Classes!.Select(c => c.Probability),
            answers.Floats("class_probabilities").Select(p => (double)p),
            (a, b) => Math.Abs(a - b) < Rounding
        );
        Assert.Contains("\"parts\"", onnx.Metadata["backbone"], StringComparison.Ordinal);
    }

    [Fact]
    public void Export_NetworksThatCutImagesDifferently_NeedTheImage()
    {
        using var backbone = Backbone.Load("first+third", _options);

        Assert.Contains(
            "--input image",
            Assert.Throws<InvalidInputException>(() => OnnxExporter.Export(Train(backbone), new(), _options)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Export_NetworksOfDifferentOpsets_SaysThatTheyShareNoGraph()
    {
        var newer = SmallOnnx.Model();
        newer.OpsetImport[0].Version++;
        _folder.Write("second.onnx", Google.Protobuf.MessageExtensions.ToByteArray(newer));
        using var backbone = Backbone.Load("first+second", _options);

        Assert.Contains(
            "different versions of the operators 'ai.onnx'",
            Assert.Throws<InvalidInputException>(() => OnnxExporter.Export(Train(backbone), new(), _options)).Message,
            StringComparison.Ordinal
        );
    }

    private static float[] Tensor(Backbone backbone, byte[] png) =>
        TestImages.Load(png, backbone.Parts[0].Card.Preprocessing);

    private static Model Train(Backbone backbone)
    {
        var random = new Random(4);
        var embeddings = new Matrix(120, backbone.Dimension);
        for (int i = 0; i < 120; i++)
        for (int j = 0; j < backbone.Dimension; j++)
            embeddings[i, j] = (float)random.NextDouble() + (i % 2 == j % 2 ? 1 : 0);
        var dataset = new ImageDataset
        {
            Source = "points.csv",
            Kind = TargetKind.Classes,
            LabelNames = ["a", "b"],
            Rows =
            [
                .. Enumerable
                    .Range(0, 120)
                    .Select(i => new ImageRow
                    {
                        File = $"{i}",
                        Path = $"/{i}",
                        Labels =
                            i % 2 == 0
                                ? [LabelState.Present, LabelState.Absent]
                                : [LabelState.Absent, LabelState.Present],
                    }),
            ],
        };
        return SmallModels.Fit(EmbeddedDataset.FromMatrix(dataset, embeddings, "points.npy"), backbone.ToReference());
    }
}
