using Google.Protobuf;
using MlNetLabels.Backbones;
using MlNetLabels.Data;
using MlNetLabels.Images;
using MlNetLabels.Models;
using MlNetLabels.Numerics;
using MlNetLabels.Onnx.Protobuf;
using MlNetLabels.Testing;

namespace MlNetLabels.Onnx.Tests;

/// <summary>
/// From pixels to verdict with a backbone of one's own: the graph resizes as the loader does, and runs what the card
/// names.
/// </summary>
public sealed class ImageGraphTests : IDisposable
{
    // Sums of at most a few hundred float32 products in another order, as in ImageLoaderTests, then sums over 16
    // pixels.
    private const double Rounding = 2e-5;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 500)]
    [InlineData(500, 1)]
    [InlineData(37, 911)]
    [InlineData(911, 37)]
    [InlineData(32, 32)]
    [InlineData(33, 31)]
    [InlineData(7, 5)]
    [InlineData(640, 480)]
    public void Image_AnySize_IsResizedAsByTheLoader(int width, int height)
    {
        byte[] pixels = TestImages.Scene(width, height);
        byte[] png = TestImages.Png(pixels, width, height);
        foreach (
            var target in (Preprocessing[])
                [
                    TestImages.Squeeze,
                    TestImages.Squeeze with
                    {
                        Width = 24,
                    },
                    TestImages.Squeeze with
                    {
                        Resize = ResizeMode.CropCentre,
                    },
                    TestImages.Squeeze with
                    {
                        Resize = ResizeMode.CropCentre,
                        CropFraction = 0.875,
                        Height = 20,
                    },
                ]
        )
        {
            float[] expected = TestImages.Load(png, target);

            float[] actual = Resize(target, [.. pixels, .. pixels], 2, width, height);

            Assert.Equal(2 * expected.Length, actual.Length);
            for (int i = 0; i < actual.Length; i++)
                Assert.Equal(expected[i % expected.Length], actual[i], Rounding);
        }
    }

    [Theory]
    [InlineData("scores")]
    [InlineData("features")]
    public void Export_BackboneByCard_SaysWhatPredictSaysOfImagesAndTensors(string output)
    {
        var (model, backbones) = Trained(SmallOnnx.Model(), output);
        using var fromImage = new OnnxRun(OnnxExporter.Export(model, new() { Input = OnnxInput.Image }, backbones));
        using var fromTensor = new OnnxRun(OnnxExporter.Export(model, new(), backbones));
        byte[] pixels = TestImages.Scene(23, 17);
        float[] tensor = TestImages.Load(TestImages.Png(pixels, 23, 17), Card(backbones).Preprocessing);

        var embedding = Embedded(backbones, tensor);

        Golden.Equal(model, embedding, fromTensor.Run("tensor", tensor, 1, 3, SmallOnnx.Side, SmallOnnx.Side));
        Golden.Equal(model, embedding, fromImage.Run("image", pixels, 1, 17, 23, 3), tolerance: Rounding);
    }

    [Fact]
    public void Export_EmptyBatchOfImages_GivesEmptyAnswers()
    {
        var (model, backbones) = Trained(SmallOnnx.Model(), "scores");
        using var onnx = new OnnxRun(OnnxExporter.Export(model, new() { Input = OnnxInput.Image }, backbones));

        Assert.All(
            onnx.Run("image", Array.Empty<byte>(), 0, 9, 9, 3).Outputs.Values,
            output => Assert.Equal(0, output.Shape[0])
        );
    }

    [Fact]
    public void Export_BackboneForOneImageAlone_StatesThatBatch()
    {
        var (model, backbones) = Trained(SmallOnnx.Model(1, 3, SmallOnnx.Side, SmallOnnx.Side), "pooled");
        using var onnx = new OnnxRun(OnnxExporter.Export(model, new(), backbones));

        Assert.Equal([1, 3, SmallOnnx.Side, SmallOnnx.Side], onnx.Inputs["tensor"].Dimensions);
        Assert.Equal([1], onnx.Outputs["verdict"].Dimensions);
    }

    [Fact]
    public void Export_TensorsNamedLikeOurs_AreKeptApart()
    {
        var network = SmallOnnx.Model();
        network.Graph.Node.Add(
            new NodeProto
            {
                OpType = "Neg",
                Input = { "pooled" },
                Output = { "verdict" },
            }
        );
        network.Graph.Node.Add(
            new NodeProto
            {
                OpType = "Abs",
                Input = { "verdict" },
                Output = { "tensor" },
            }
        );
        var (model, backbones) = Trained(network, "tensor");
        using var onnx = new OnnxRun(OnnxExporter.Export(model, new(), backbones));
        float[] tensor = [.. Enumerable.Range(0, 48).Select(i => i / 48f)];

        Golden.Equal(
            model,
            Embedded(backbones, tensor),
            onnx.Run("tensor", tensor, 1, 3, SmallOnnx.Side, SmallOnnx.Side)
        );
    }

    [Fact]
    public void Export_PartsBeyondTheEmbedding_AreLeftOut()
    {
        var network = SmallOnnx.Model();
        network.Graph.Initializer.Add(
            new TensorProto
            {
                Name = "classifier",
                DataType = 1,
                Dims = { 1 },
                RawData = ByteString.CopyFrom(BitConverter.GetBytes(1f)),
            }
        );
        network.Graph.Node.Add(
            new NodeProto
            {
                OpType = "Mul",
                Input = { "scores", "classifier" },
                Output = { "logits" },
            }
        );
        var (model, backbones) = Trained(network, "pooled");

        var exported = ModelProto.Parser.ParseFrom(OnnxExporter.Export(model, new(), backbones).Onnx.Span);

        Assert.DoesNotContain(
            exported.Graph.Node,
            node =>
                node.Name.Contains("scores", StringComparison.Ordinal)
                || node.OpType == "Mul" && node.Output[0].Contains("logits", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            exported.Graph.Initializer,
            weights => weights.Name.Contains("classifier", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(13, 17)]
    [InlineData(18, 18)]
    public void Export_BackboneOfAnotherOpset_TakesTheLater(int stated, int expected)
    {
        var network = SmallOnnx.Model();
        network.OpsetImport[0].Version = stated;
        var (model, backbones) = Trained(network, "pooled");
        var export = OnnxExporter.Export(model, new(), backbones);
        using var onnx = new OnnxRun(export);

        Assert.Equal(expected, ModelProto.Parser.ParseFrom(export.Onnx.Span).OpsetImport[0].Version);
        Golden.Equal(
            model,
            Embedded(backbones, new float[48]),
            onnx.Run("tensor", new float[48], 1, 3, SmallOnnx.Side, SmallOnnx.Side)
        );
    }

    [Fact]
    public void Export_BackboneOfAnOldOpset_SaysHowToConvertIt()
    {
        var network = SmallOnnx.Model();
        network.OpsetImport[0].Version = 11;
        var (model, backbones) = Trained(network, "pooled");

        var error = Assert.Throws<InvalidInputException>(() => OnnxExporter.Export(model, new(), backbones));

        Assert.Contains("opset 11", error.Message, StringComparison.Ordinal);
        Assert.Contains("convert_version", error.Message, StringComparison.Ordinal);
    }

    private static float[] Resize(Preprocessing target, byte[] pixels, int images, int width, int height)
    {
        var file = new ModelProto
        {
            IrVersion = OnnxFormat.Ir,
            Graph = new() { Name = "resize" },
            OpsetImport =
            {
                new OperatorSetIdProto { Domain = "", Version = OnnxFormat.Opset },
            },
        };
        var graph = new GraphScope(file.Graph) { Part = "resize" };
        graph.Output(
            "tensor",
            ImageGraph.ToTensor(
                graph.Input("image", TensorProto.Types.DataType.Uint8, "batch", "height", "width", 3),
                target
            ),
            TensorProto.Types.DataType.Float,
            "batch",
            3,
            target.Height,
            target.Width
        );
        using var onnx = new OnnxRun(file.ToByteArray());
        return onnx.Run("image", pixels, images, height, width, 3).Floats("tensor");
    }

    private (Model Model, BackboneOptions Backbones) Trained(ModelProto network, string output)
    {
        using var backbone = SmallOnnx.Load(_folder, network, SmallOnnx.Card(output));
        var random = new Random(4);
        var embeddings = new Matrix(120, 2);
        for (int i = 0; i < 120; i++)
        for (int j = 0; j < 2; j++)
            embeddings[i, j] = (float)random.NextDouble() + (i % 2 == j ? 1 : 0);
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
        return (
            SmallModels.Fit(EmbeddedDataset.FromMatrix(dataset, embeddings, "points.npy"), backbone.ToReference()),
            new BackboneOptions { ModelsFolder = Path.GetDirectoryName(_folder.File("small.json")) }
        );
    }

    private static BackboneCard Card(BackboneOptions backbones) =>
        BackboneCard.Read(Path.Combine(backbones.ModelsFolder!, "small.json"));

    private static Matrix Embedded(BackboneOptions backbones, float[] tensor)
    {
        using var backbone = Backbone.Load("small", backbones);
        var embedding = new Matrix(1, backbone.Dimension);
        backbone.Embed(tensor, 1, embedding.Span);
        return embedding;
    }
}
