using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using MlNetLabels.Eng.ImportBackbone;
using MlNetLabels.Onnx;
using MlNetLabels.Onnx.Protobuf;

namespace MlNetLabels.Eng.Tests;

public sealed class CntkNetworkTests
{
    // Float32 sums of 27 products, each in another order and folded with a scale.
    private const double Tolerance = 1e-4;
    private const int Side = 6,
        Pixels = 3 * Side * Side,
        Features = 4;

    private readonly Random _random = new(7);

    [Fact]
    public void ToOnnx_TwoImages_GivesWhatTheFileGivesOfEachPrepared()
    {
        var (network, mean) = (Network(), Tensor("MeanImage", 100, 1, 3, Side, Side));
        byte[] made = CntkNetwork
            .ToOnnx(network, mean, new BackboneFacts("images", "embedding", Features, Side, Side))
            .ToByteArray();
        float[] bytes = [.. Enumerable.Range(0, 2 * Pixels).Select(_ => (float)_random.Next(256))];

        float[] actual = Run(made, "images", [.. bytes.Select(x => x / 255)], 2, "embedding");

        Assert.Equal(2 * Features, actual.Length);
        for (int image = 0; image < 2; image++)
        {
            float[] prepared = new float[Pixels];
            for (int c = 0; c < 3; c++)
            for (int i = 0; i < Side * Side; i++)
                prepared[c * Side * Side + i] =
                    bytes[image * Pixels + (2 - c) * Side * Side + i] - mean.FloatData[c * Side * Side + i];
            float[] expected = Run(network.ToByteArray(), "input", prepared, 1, "pooled");
            for (int k = 0; k < Features; k++)
                Assert.Equal(expected[k], actual[image * Features + k], Tolerance * Math.Max(1, Math.Abs(expected[k])));
        }
    }

    // As CNTK writes: uneven padding, batch normalisation of opset 8, sizes of one image, values as floats.
    private ModelProto Network()
    {
        var graph = new GraphProto { Name = "cntk" };
        graph.Input.Add(OnnxGraphBuilder.Describe("input", 1, 3, Side, Side));
        graph.Output.Add(OnnxGraphBuilder.Describe("pooled", 1, Features, 1, 1));
        Convolve(graph, "first", "input", 3);
        graph.Node.Add(Node("Relu", "relu", "first.normal"));
        Convolve(graph, "second", "relu", Features);
        graph.Node.Add(Node("Add", "sum", "second.normal", "relu"));
        graph.Node.Add(Node("AveragePool", "pooled", "sum"));
        graph.Node[^1].Attribute.Add(OnnxAttribute.Ints("kernel_shape", Side, Side));
        foreach (var weights in graph.Initializer)
            graph.Input.Add(OnnxGraphBuilder.Describe(weights.Name, [.. weights.Dims.Select(x => (int)x)]));
        return new()
        {
            IrVersion = 3,
            Graph = graph,
            OpsetImport =
            {
                new OperatorSetIdProto { Domain = "", Version = 8 },
            },
        };
    }

    private void Convolve(GraphProto graph, string name, string input, int channels)
    {
        graph.Initializer.Add(Tensor(name + ".w", 0.1, Features, channels, 3, 3));
        graph.Node.Add(Node("Conv", name, input, name + ".w"));
        graph.Node[^1].Attribute.Add(OnnxAttribute.Ints("pads", 2, 2, 0, 0));
        string[] parts = [name + ".gamma", name + ".beta", name + ".mean", name + ".variance"];
        foreach (string part in parts)
            graph.Initializer.Add(Tensor(part, 1, Features));
        graph.Node.Add(Node("BatchNormalization", name + ".normal", [name, .. parts]));
        graph.Node[^1].Attribute.Add(OnnxAttribute.Float("epsilon", 1e-5f));
    }

    private static NodeProto Node(string type, string output, params string[] inputs) =>
        new()
        {
            OpType = type,
            Name = output,
            Input = { inputs },
            Output = { output },
        };

    private TensorProto Tensor(string name, double largest, params int[] shape)
    {
        var tensor = new TensorProto { Name = name, DataType = 1 };
        tensor.Dims.Add(shape.Select(x => (long)x));
        tensor.FloatData.Add(
            Enumerable
                .Range(0, shape.Aggregate(1, (a, b) => a * b))
                .Select(_ => (float)(largest * (0.1 + _random.NextDouble())))
        );
        return tensor;
    }

    private static float[] Run(byte[] model, string input, float[] values, int images, string output)
    {
        using var session = new InferenceSession(model);
        using var value = OrtValue.CreateTensorValueFromMemory(values, [images, 3, Side, Side]);
        using var run = new RunOptions();
        using var results = session.Run(run, [input], [value], [output]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
