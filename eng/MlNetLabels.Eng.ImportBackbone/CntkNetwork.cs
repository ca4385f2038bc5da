using System.Runtime.InteropServices;
using Google.Protobuf;
using Google.Protobuf.Collections;
using MlNetLabels.Onnx;
using MlNetLabels.Onnx.Protobuf;

namespace MlNetLabels.Eng.ImportBackbone;

/// <summary>
/// Rewrites a network of convolutions, batch normalisations, ReLUs, sums and poolings that CNTK wrote, so that it takes
/// images as cards prepare them. Each batch normalisation is folded into the convolution before it, in double
/// precision. The first convolution also takes the channels in the other order and 255 times as large, so that of the
/// preparation only the mean image remains: padding puts zeros around what is left after it, so it cannot be folded.
/// </summary>
internal sealed class CntkNetwork
{
    private const int Channels = 3;
    private const float Scale = 255;

    private readonly Dictionary<string, TensorProto> _weights;
    private readonly Dictionary<string, NodeProto> _normalisations;
    private readonly GraphProto _graph = new();

    private CntkNetwork(GraphProto network)
    {
        _weights = network.Initializer.ToDictionary(x => x.Name);
        _normalisations = network.Node.Where(x => x.OpType == "BatchNormalization").ToDictionary(x => x.Input[0]);
    }

    /// <summary>The network with input, output and sizes named as the card says.</summary>
    /// <param name="model">From one image, B, G, R from 0 to 255 less the mean, to 1 x dimension x 1 x 1.</param>
    /// <param name="mean">1 x 3 x height x width in that order and scale.</param>
    /// <param name="card">The card.</param>
    public static ModelProto ToOnnx(ModelProto model, TensorProto mean, BackboneFacts card)
    {
        var source = model.Graph;
        var network = new CntkNetwork(source);
        var graph = network._graph;
        graph.Name = source.Name;
        graph.Input.Add(OnnxGraphBuilder.Describe(card.Input, -1, Channels, card.Height, card.Width));
        graph.Output.Add(OnnxGraphBuilder.Describe(card.Output, -1, card.Dimension));

        string image = source.Input.Single(x => !network._weights.ContainsKey(x.Name)).Name;
        network.Subtract(mean, card.Input, image);
        foreach (var node in source.Node)
            network.Add(node, image, card.Output);
        return new ModelProto
        {
            IrVersion = OnnxFormat.Ir,
            ProducerName = "MlNetLabels",
            Graph = graph,
            OpsetImport =
            {
                new OperatorSetIdProto { Domain = "", Version = OnnxFormat.Opset },
            },
        };
    }

    private void Subtract(TensorProto mean, string input, string output)
    {
        float[] values = Reversed([.. mean.FloatData], 1);
        for (int i = 0; i < values.Length; i++)
            values[i] /= Scale;
        Store("mean", values, mean.Dims);
        _graph.Node.Add(
            new NodeProto
            {
                OpType = "Sub",
                Name = "mean:Sub",
                Input = { input, "mean" },
                Output = { output },
            }
        );
    }

    private void Add(NodeProto node, string image, string output)
    {
        switch (node.OpType)
        {
            case "BatchNormalization":
                return;
            case "Conv":
                Fold(node, takesImage: node.Input[0] == image);
                return;
            case "AveragePool":
                // Over all of the last feature map, whose size follows from the image's.
                new OnnxGraphBuilder(_graph).PoolAndFlatten(node.Input[0], output);
                return;
            default:
                _graph.Node.Add(node.Clone());
                return;
        }
    }

    private void Fold(NodeProto node, bool takesImage)
    {
        var normalisation = _normalisations[node.Output[0]];
        var weight = _weights[node.Input[1]];
        float[] weights = [.. weight.FloatData];
        if (takesImage)
        {
            weights = Reversed(weights, (int)weight.Dims[0]);
            for (int i = 0; i < weights.Length; i++)
                weights[i] *= Scale;
        }
        var (gamma, beta) = (Values(normalisation, 1), Values(normalisation, 2));
        var (mean, variance) = (Values(normalisation, 3), Values(normalisation, 4));
        double epsilon = normalisation.Attribute.Single(x => x.Name == "epsilon").F;
        var bias = new float[gamma.Count];
        int each = weights.Length / bias.Length;
        for (int k = 0; k < bias.Length; k++)
        {
            double scale = gamma[k] / Math.Sqrt(variance[k] + epsilon);
            bias[k] = (float)(beta[k] - mean[k] * scale);
            foreach (ref float value in weights.AsSpan(k * each, each))
                value = (float)(value * scale);
        }
        Store(node.Name + ".weight", weights, weight.Dims);
        Store(node.Name + ".bias", bias, [bias.Length]);
        var folded = node.Clone();
        folded.Input.Clear();
        folded.Input.Add([node.Input[0], node.Name + ".weight", node.Name + ".bias"]);
        folded.Output[0] = normalisation.Output[0];
        _graph.Node.Add(folded);
    }

    private RepeatedField<float> Values(NodeProto node, int input) => _weights[node.Input[input]].FloatData;

    // Blue, green, red to red, green, blue in each of several blocks of three channels.
    private static float[] Reversed(float[] values, int blocks)
    {
        int each = values.Length / blocks / Channels;
        var reversed = new float[values.Length];
        for (int block = 0; block < blocks; block++)
        for (int c = 0; c < Channels; c++)
            values
                .AsSpan((block * Channels + c) * each, each)
                .CopyTo(reversed.AsSpan((block * Channels + Channels - 1 - c) * each));
        return reversed;
    }

    private void Store(string name, float[] values, IEnumerable<long> shape)
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = (int)TensorProto.Types.DataType.Float,
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())),
        };
        tensor.Dims.Add(shape);
        _graph.Initializer.Add(tensor);
    }
}
