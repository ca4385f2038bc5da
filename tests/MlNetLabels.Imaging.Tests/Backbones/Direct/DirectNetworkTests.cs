using System.Runtime.Intrinsics;
using Google.Protobuf;
using MlNetLabels.Backbones;
using MlNetLabels.Backbones.Direct;
using MlNetLabels.Eng.ImportBackbone;
using MlNetLabels.Onnx;
using MlNetLabels.Onnx.Protobuf;

namespace MlNetLabels.Imaging.Tests.Backbones.Direct;

/// <summary>Networks without ONNX Runtime against ONNX Runtime.</summary>
public sealed class DirectNetworkTests
{
    private const string Input = "images",
        Output = "embedding";

    // Of the largest value: float32 sums of some thousand products in another order.
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData(56, 3, 1, 16)]
    [InlineData(56, 3, 1, 24)]
    [InlineData(56, 3, 2, 40)]
    [InlineData(56, 5, 1, 48)]
    [InlineData(28, 5, 2, 72)]
    [InlineData(28, 3, 1, 88)]
    [InlineData(14, 3, 1, 120)]
    public void Run_AnyBlock_EqualsOnnxRuntime(int side, int kernel, int stride, int channels)
    {
        var network = new Network(side);
        string first = network.Conv(Input, 3, 8, 3, 2, 1, "HardSwish");
        string wide = network.Conv(first, 8, channels, 1, 1, 1, "Relu");
        string deep = network.Conv(wide, channels, channels, kernel, stride, channels, "HardSwish");
        string scaled = network.Excite(deep, channels);
        string narrow = network.Conv(scaled, channels, 24, 1, 1, 1, "");
        string again = network.Conv(narrow, 24, 40, 1, 1, 1, "HardSwish");
        string back = network.Conv(again, 40, 24, 1, 1, 1, "");
        string sum = network.Graph.Add(back, narrow, "sum");

        AssertEqualsOnnxRuntime(network.ToOnnx(sum, 24), side, 24);
    }

    [Fact]
    public void Run_Bundled_EqualsOnnxRuntime() =>
        AssertEqualsOnnxRuntime(
            Bundled.Backbone.ReadOnnx(),
            Bundled.Backbone.Card.Preprocessing.Height,
            Bundled.Backbone.Dimension
        );

    [Fact]
    public void Run_ManyCallers_SameBits()
    {
        var direct = Read(Bundled.Backbone.ReadOnnx(), 224);
        float[] Embed(int i)
        {
            var row = new float[Bundled.Backbone.Dimension];
            direct.Run(Bundled.Wave(i % 3), row);
            return row;
        }
        float[][] expected = [.. Enumerable.Range(0, 3).Select(Embed)];

        Parallel.For(0, 24, i => Assert.Equal(expected[i % 3], Embed(i)));
    }

    [Theory]
    [InlineData("a kernel that is not of one channel", 3, 1, 1)]
    [InlineData("groups of several channels", 3, 1, 4)]
    [InlineData("a stride of one pixel's kernel", 1, 2, 1)]
    public void Read_OtherConvolution_IsLeftToOnnxRuntime(string _, int kernel, int stride, int groups)
    {
        var network = new Network(28);
        string first = network.Conv(Input, 3, 8, 3, 2, 1, "Relu");
        string other = network.Conv(first, 8, 16, kernel, stride, groups, "");

        Assert.Null(DirectNetwork.Read(network.ToOnnx(other, 16), Input, Output, 28, 28));
    }

    [Fact]
    public void Read_OtherOperatorOrSize_IsLeftToOnnxRuntime()
    {
        Assert.Null(DirectNetwork.Read(SmallOnnx.Bytes(), Input, "scores", 4, 4));
        // Rows of 15 pixels, which are no multiple of seven.
        var network = new Network(30);
        string first = network.Conv(Input, 3, 8, 3, 2, 1, "Relu");
        Assert.Null(DirectNetwork.Read(network.ToOnnx(first, 8), Input, Output, 30, 30));
    }

    private static void AssertEqualsOnnxRuntime(byte[] onnx, int side, int dimension)
    {
        var direct = Read(onnx, side);
        using var session = new OnnxSession(onnx, Input, Output);
        var random = new Random(1);
        float[] image = [.. Enumerable.Range(0, 3 * side * side).Select(_ => (float)(4 * random.NextDouble() - 2))],
            expected = new float[dimension],
            actual = new float[dimension];

        session.Run(image, [1, 3, side, side], expected, [1, dimension]);
        // Twice, since the second run finds what the first one left behind.
        direct.Run(image, actual);
        direct.Run(image, actual);

        double most = Tolerance * expected.Max(Math.Abs);
        for (int i = 0; i < dimension; i++)
            Assert.Equal(expected[i], actual[i], most);
    }

    private static DirectNetwork Read(byte[] onnx, int side)
    {
        Assert.SkipUnless(Vector512.IsHardwareAccelerated, "This processor has no vectors of sixteen floats.");
        var direct = DirectNetwork.Read(onnx, Input, Output, side, side);
        Assert.NotNull(direct);
        return direct;
    }

    /// <summary>A graph that grows, with weights drawn at random.</summary>
    private sealed class Network(int side)
    {
        private readonly Random _random = new(1);
        private int _made;

        public OnnxGraphBuilder Graph { get; } = new(new GraphProto { Name = "drawn" });

        public string Conv(string from, int inputs, int outputs, int kernel, int stride, int groups, string activation)
        {
            string name = $"conv{_made++}";
            int each = inputs / groups * kernel * kernel;
            Graph.Conv(
                from,
                name,
                Draw(outputs * each, 1 / Math.Sqrt(each)),
                [outputs, inputs / groups, kernel, kernel],
                Draw(outputs, 0.5),
                stride,
                groups
            );
            return activation switch
            {
                "Relu" => Graph.Relu(name, name + ".relu"),
                "HardSwish" => Graph.HardSwish(name, name + ".swish"),
                "HardSigmoid" => Graph.HardSigmoid(name, name + ".sigmoid"),
                _ => name,
            };
        }

        public string Excite(string from, int channels)
        {
            string pooled = Graph.GlobalAveragePool(from, from + ".pooled");
            string less = Conv(pooled, channels, 10, 1, 1, 1, "Relu");
            string gates = Conv(less, 10, channels, 1, 1, 1, "HardSigmoid");
            return Graph.Multiply(gates, from, from + ".scaled");
        }

        public byte[] ToOnnx(string last, int channels)
        {
            Graph.PoolAndFlatten(last, Output);
            Graph.Graph.Input.Add(OnnxGraphBuilder.Describe(Input, -1, 3, side, side));
            Graph.Graph.Output.Add(OnnxGraphBuilder.Describe(Output, -1, channels));
            return new ModelProto
            {
                IrVersion = OnnxFormat.Ir,
                Graph = Graph.Graph,
                OpsetImport =
                {
                    new OperatorSetIdProto { Domain = "", Version = OnnxFormat.Opset },
                },
            }.ToByteArray();
        }

        private float[] Draw(int count, double scale) =>
            [.. Enumerable.Range(0, count).Select(_ => (float)(scale * (2 * _random.NextDouble() - 1)))];
    }
}
