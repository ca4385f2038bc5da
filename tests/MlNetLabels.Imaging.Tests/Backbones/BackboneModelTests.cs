using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using MlNetLabels.Backbones;
using MlNetLabels.Onnx.Protobuf;
using MlNetLabels.Testing;

namespace MlNetLabels.Imaging.Tests.Backbones;

public sealed class BackboneModelTests : IDisposable
{
    // Sums of 16 small numbers in float32.
    private const double Tolerance = 1e-5;
    private const int Images = 3;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("scores", true)]
    [InlineData("pooled", false)]
    [InlineData("features", false)]
    public void Embed_AnyTensorOfTheGraph_EqualsTheHandWorkedValue(string output, bool relu)
    {
        using var backbone = SmallOnnx.Load(_folder, SmallOnnx.Model(), SmallOnnx.Card(output));

        AssertEqualsHandWorked(backbone, relu);
    }

    [Fact]
    public void Embed_BatchOfOneWrittenIntoTheGraph_TakesSeveralImages()
    {
        using var backbone = SmallOnnx.Load(_folder, SmallOnnx.Model(1, 3, 4, 4), SmallOnnx.Card("features"));

        AssertEqualsHandWorked(backbone, relu: false);
    }

    [Fact]
    public void Embed_InnerTensorBeforeMoreNodes_IsTakenAsItIs()
    {
        var model = SmallOnnx.Model();
        model.Graph.Initializer.Add(
            new TensorProto
            {
                Name = "offsets",
                DataType = 1,
                Dims = { 1, 2 },
                FloatData = { 10, 20 },
            }
        );
        model.Graph.Node.Add(
            new NodeProto
            {
                OpType = "Add",
                Input = { "pooled", "offsets" },
                Output = { "moved" },
            }
        );
        model.Graph.Node.Add(
            new NodeProto
            {
                OpType = "Neg",
                Input = { "moved" },
                Output = { "negated" },
            }
        );
        using var backbone = SmallOnnx.Load(_folder, model, SmallOnnx.Card("moved"));

        var embedding = new float[2];
        backbone.Embed(new float[48], 1, embedding);

        Assert.Equal([10.5f, 19.75f], embedding);
    }

    [Fact]
    public void Sha256_OtherTensorOrPreprocessing_Differs()
    {
        string[] cards =
        [
            SmallOnnx.Card("scores"),
            SmallOnnx.Card("pooled"),
            SmallOnnx.Card("scores").Replace("0.875", "0.9", StringComparison.Ordinal),
        ];

        var hashes = cards.Select(card =>
        {
            using var backbone = SmallOnnx.Load(_folder, SmallOnnx.Model(), card);
            return backbone.Sha256;
        });

        Assert.Equal(cards.Length, hashes.Distinct().Count());
    }

    [Theory]
    [InlineData("images", "logits", 2, 4, "'logits'")]
    [InlineData("pixels", "scores", 2, 4, "'pixels'")]
    [InlineData("images", "scores", 3, 4, "[2, 2] for 2 images")]
    [InlineData("images", "features", 3, 4, "[2, 2] for 2 images")]
    [InlineData("images", "scores", 2, 5, "[N, 3, 5, 5]")]
    public void Load_CardThatDoesNotFit_SaysWhatWasFound(
        string input,
        string output,
        int dimension,
        int side,
        string named
    )
    {
        var error = Assert.Throws<InvalidInputException>(() =>
            SmallOnnx.Load(_folder, SmallOnnx.Model(), SmallOnnx.Card(output, dimension, input, side))
        );

        Assert.Equal(_folder.File("small.onnx"), error.File);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "inputs 'images' [batch, 3, 4, 4]; outputs 'scores' [batch, 2]; last tensors inside 'features', "
                + "'pooled.pooled', 'pooled', 'scores'",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(2, 3, 4, 4)]
    [InlineData(-1, 4, 4, 3)]
    [InlineData(-1, 3, 16)]
    public void Load_InputOfAnotherShape_Throws(params int[] input) =>
        Assert.Throws<InvalidInputException>(() =>
            SmallOnnx.Load(_folder, SmallOnnx.Model(input), SmallOnnx.Card("pooled"))
        );

    [Fact]
    public void Load_TensorOfAnotherRank_SaysItsShape()
    {
        var model = SmallOnnx.Model();
        model.Graph.Node.Add(
            new NodeProto
            {
                OpType = "Squeeze",
                Input = { "pooled.pooled" },
                Output = { "squeezed" },
            }
        );
        model.Graph.Node.Add(
            new NodeProto
            {
                OpType = "Shape",
                Input = { "images" },
                Output = { "sizes" },
            }
        );

        Assert.Contains("'sizes' is Int64", Error("sizes"), StringComparison.Ordinal);
        Assert.Contains("'offset' is [2] for 2 images", Error("offset"), StringComparison.Ordinal);

        string Error(string output)
        {
            var graph = model.Clone();
            graph.Graph.Node.Add(
                new NodeProto
                {
                    OpType = "ReduceSum",
                    Input = { "squeezed" },
                    Output = { "offset" },
                    Attribute = { KeepDims(0) },
                }
            );
            graph.Graph.Node[^1].Input.Add("axis");
            graph.Graph.Initializer.Add(
                new TensorProto
                {
                    Name = "axis",
                    DataType = 7,
                    Dims = { 1 },
                    RawData = ByteString.CopyFrom(BitConverter.GetBytes(1L)),
                }
            );
            return Assert
                .Throws<InvalidInputException>(() => SmallOnnx.Load(_folder, graph, SmallOnnx.Card(output)))
                .Message;
        }
    }

    [Fact]
    public void Load_WeightsInASecondFile_SaysSo()
    {
        var model = SmallOnnx.Model();
        model.Graph.Initializer[0].DataLocation = TensorProto.Types.DataLocation.External;

        var error = Assert.Throws<InvalidInputException>(() =>
            SmallOnnx.Load(_folder, model, SmallOnnx.Card("scores"))
        );

        Assert.Contains("second file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TruncatedAnywhere_Throws()
    {
        byte[] bytes = SmallOnnx.Model().ToByteArray();

        for (int length = 0; length < bytes.Length; length++)
        {
            var error = Record.Exception(() => SmallOnnx.Load(_folder, bytes[..length], SmallOnnx.Card("scores")));
            Assert.True(error is InvalidInputException, $"cut at {length}: {error?.ToString() ?? "it loads"}");
        }
    }

    [Fact]
    public void Load_OperatorThatDoesNotExist_SaysWhy()
    {
        var model = SmallOnnx.Model();
        model.Graph.Node[0].OpType = "Convolute";

        var error = Assert.Throws<InvalidInputException>(() =>
            SmallOnnx.Load(_folder, model, SmallOnnx.Card("scores"))
        );

        Assert.Contains("Convolute", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Embed_OutputThatIsNotTheLast_EqualsTheHandWorkedValue()
    {
        var model = SmallOnnx.Model();
        model.Graph.Output.Insert(0, new ValueInfoProto { Name = "pooled" });
        using var backbone = SmallOnnx.Load(_folder, model, SmallOnnx.Card("pooled"));

        AssertEqualsHandWorked(backbone, relu: false);
    }

    [Theory]
    [InlineData("scores")]
    [InlineData("pooled")]
    [InlineData("features")]
    public void ReadOnnx_AnyTensorOfTheGraph_HasTheEmbeddingAsLastOutput(string output)
    {
        using var backbone = SmallOnnx.Load(_folder, SmallOnnx.Model(), SmallOnnx.Card(output));
        float[] tensor = [.. Enumerable.Range(0, 48).Select(i => i / 48f)],
            embedding = new float[2];
        backbone.Embed(tensor, 1, embedding);
        using var session = new InferenceSession(backbone.ReadOnnx());
        using var value = OrtValue.CreateTensorValueFromMemory(tensor, [1, 3, 4, 4]);
        using var run = new RunOptions();

        using var results = session.Run(run, ["images"], [value], [session.OutputNames[^1]]);

        Assert.Equal([1, 2], results[0].GetTensorTypeAndShape().Shape);
        Assert.Equal(embedding, results[0].GetTensorDataAsSpan<float>().ToArray());
    }

    [Fact]
    public void Load_AnyByteChanged_LoadsOrSaysWhy()
    {
        var random = new Random(3);
        byte[] bytes = SmallOnnx.Bytes();
        for (int i = 0; i < 2000; i++)
        {
            byte[] changed = [.. bytes];
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            if (Record.Exception(() => SmallOnnx.Load(_folder, changed, SmallOnnx.Card("pooled")).Dispose()) is { } e)
                Assert.IsType<InvalidInputException>(e);
        }
    }

    private static AttributeProto KeepDims(long value) =>
        new()
        {
            Name = "keepdims",
            I = value,
            Type = AttributeProto.Types.AttributeType.Int,
        };

    private static void AssertEqualsHandWorked(Backbone backbone, bool relu)
    {
        const int Pixels = SmallOnnx.Side * SmallOnnx.Side;
        var random = new Random(5);
        var tensors = Enumerable.Range(0, Images * 3 * Pixels).Select(_ => random.NextSingle() - 0.5f).ToArray();
        var actual = new float[Images * 2];

        backbone.Embed(tensors, Images, actual);

        for (int image = 0; image < Images; image++)
        for (int c = 0; c < 2; c++)
        {
            double expected = c == 0 ? 0.5 : -0.25;
            for (int from = 0; from < 3; from++)
                expected +=
                    SmallOnnx.Weights[3 * c + from]
                    * tensors.Skip((image * 3 + from) * Pixels).Take(Pixels).Average(x => (double)x);
            Assert.Equal(relu ? Math.Max(0, expected) : expected, actual[2 * image + c], Tolerance);
        }
    }
}
