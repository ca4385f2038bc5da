using MlNetLabels.Onnx;
using MlNetLabels.Onnx.Protobuf;

namespace MlNetLabels.Eng.ImportBackbone;

/// <summary>
/// Turns the weights of a MobileNetV3-Small in torchvision's layout into an ONNX graph from images to the embedding.
/// Kernel sizes, channels, groups, squeeze-excitation and residual connections follow from the tensors' shapes;
/// strides and activations are the architecture's. Batch normalisation is folded into the convolutions in double
/// precision. The classifier that follows in the file is not used.
/// </summary>
internal sealed class MobileNetV3Small
{
    private const string Architecture = "mobilenetv3-small";
    private const int ImageChannels = 3;

    // (stride, hard-swish instead of ReLU) of features.1 to features.11: table 2 of arXiv:1905.02244.
    private static readonly (int Stride, bool HardSwish)[] Blocks =
    [
        (2, false),
        (2, false),
        (1, false),
        (2, true),
        (1, true),
        (1, true),
        (1, true),
        (1, true),
        (2, true),
        (1, true),
        (1, true),
    ];

    private readonly GgufFile _weights;
    private readonly OnnxGraphBuilder _graph = new(new GraphProto { Name = Architecture });
    private readonly double _epsilon;

    private MobileNetV3Small(GgufFile weights)
    {
        _weights = weights;
        string architecture = weights.Require<string>("general.architecture");
        if (architecture != Architecture)
            throw new InvalidInputException(
                weights.Path,
                null,
                $"architecture '{architecture}'; only '{Architecture}' can be imported."
            );
        _epsilon = weights.Require<float>("mobilenet.bn_eps");
    }

    /// <summary>The model with input and output named, sized and described as the card says.</summary>
    public static ModelProto ToOnnx(GgufFile weights, BackboneFacts card)
    {
        var network = new MobileNetV3Small(weights);
        var graph = network._graph.Graph;
        graph.Input.Add(OnnxGraphBuilder.Describe(card.Input, -1, ImageChannels, card.Height, card.Width));
        var (last, channels) = network.Features((card.Input, ImageChannels));
        if (channels != card.Dimension)
            throw new InvalidInputException(
                weights.Path,
                null,
                $"the embedding has {channels} values, but the card says {card.Dimension}."
            );
        network._graph.PoolAndFlatten(last, card.Output);
        graph.Output.Add(OnnxGraphBuilder.Describe(card.Output, -1, channels));
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

    private (string Name, int Channels) Features((string, int) x)
    {
        x = ConvNormActivation(x, "features.0", stride: 2, Activation.HardSwish);
        for (int i = 1; i <= Blocks.Length; i++)
            x = Block(x, $"features.{i}", Blocks[i - 1]);
        return ConvNormActivation(x, $"features.{Blocks.Length + 1}", stride: 1, Activation.HardSwish);
    }

    private (string, int) Block((string Name, int Channels) input, string name, (int Stride, bool HardSwish) block)
    {
        var x = input;
        for (int i = 0; ; i++)
        {
            string part = $"{name}.block.{i}";
            if (_weights.TryGet(part + ".fc1.weight", out _))
                x = SqueezeExcite(x, part);
            else if (!_weights.TryGet(part + ".0.weight", out var weight))
                break;
            else
            {
                bool depthwise = weight.Shape is [_, 1, ..];
                bool last =
                    !_weights.TryGet($"{name}.block.{i + 1}.0.weight", out _)
                    && !_weights.TryGet($"{name}.block.{i + 1}.fc1.weight", out _);
                x = ConvNormActivation(
                    x,
                    part,
                    depthwise ? block.Stride : 1,
                    last ? Activation.None
                        : block.HardSwish ? Activation.HardSwish
                        : Activation.Relu
                );
            }
        }
        bool residual = block.Stride == 1 && input.Channels == x.Channels;
        return residual ? (_graph.Add(x.Name, input.Name, name), x.Channels) : x;
    }

    private (string, int) SqueezeExcite((string Name, int Channels) x, string name)
    {
        var squeezed = (_graph.GlobalAveragePool(x.Name, name + ".avgpool"), x.Channels);
        var reduced = Conv(squeezed, name + ".fc1", Floats(name + ".fc1.bias"), scale: null, stride: 1);
        reduced.Name = _graph.Relu(reduced.Name, name + ".activation");
        var (excited, channels) = Conv(reduced, name + ".fc2", Floats(name + ".fc2.bias"), scale: null, stride: 1);
        if (channels != x.Channels)
            throw Misshapen(name + ".fc2.weight", $"{x.Channels} output channels");
        return (_graph.Multiply(_graph.HardSigmoid(excited, name + ".scale_activation"), x.Name, name), channels);
    }

    private (string, int) ConvNormActivation((string, int) x, string name, int stride, Activation activation)
    {
        var (gamma, beta) = (Floats(name + ".1.weight"), Floats(name + ".1.bias"));
        var (mean, variance) = (Floats(name + ".1.running_mean"), Floats(name + ".1.running_var"));
        if (beta.Length != gamma.Length || mean.Length != gamma.Length || variance.Length != gamma.Length)
            throw Misshapen(name + ".1.weight", "as many values as bias, running_mean and running_var");
        var scale = new double[gamma.Length];
        var bias = new float[gamma.Length];
        for (int i = 0; i < scale.Length; i++)
        {
            scale[i] = gamma[i] / Math.Sqrt(variance[i] + _epsilon);
            bias[i] = (float)(beta[i] - mean[i] * scale[i]);
        }
        var (output, channels) = Conv(x, name + ".0", bias, scale, stride);
        return (
            activation switch
            {
                Activation.HardSwish => _graph.HardSwish(output, name + ".2"),
                Activation.Relu => _graph.Relu(output, name + ".2"),
                _ => output,
            },
            channels
        );
    }

    private (string Name, int Channels) Conv(
        (string Name, int Channels) x,
        string name,
        float[] bias,
        double[]? scale,
        int stride
    )
    {
        var tensor = Tensor(name + ".weight");
        if (
            tensor.Shape is not [int outputs, int inputs, int kernel, int width]
            || width != kernel
            || kernel % 2 == 0
            || outputs != bias.Length
        )
            throw Misshapen(name + ".weight", $"[{bias.Length}, inputs, k, k] with odd k");
        int groups = inputs == 1 ? x.Channels : 1;
        if (inputs * groups != x.Channels || outputs % groups != 0)
            throw Misshapen(name + ".weight", $"{x.Channels} input channels");
        var weights = tensor.ToFloats();
        int each = weights.Length / outputs;
        if (scale is not null)
            for (int i = 0; i < weights.Length; i++)
                weights[i] = (float)(weights[i] * scale[i / each]);
        return (_graph.Conv(x.Name, name, weights, tensor.Shape, bias, stride, groups), outputs);
    }

    private float[] Floats(string name) => Tensor(name).ToFloats();

    private GgufTensor Tensor(string name) =>
        _weights.TryGet(name, out var tensor)
            ? tensor
            : throw new InvalidInputException(_weights.Path, null, $"tensor '{name}' is missing.");

    private InvalidInputException Misshapen(string name, string wanted) =>
        new(
            _weights.Path,
            null,
            $"tensor '{name}' has shape [{string.Join(", ", Tensor(name).Shape)}]; {wanted} are needed."
        );

    private enum Activation
    {
        None,
        Relu,
        HardSwish,
    }
}
