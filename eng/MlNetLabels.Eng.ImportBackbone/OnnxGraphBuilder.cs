using System.Buffers.Binary;
using Google.Protobuf;
using MlNetLabels.Onnx;
using MlNetLabels.Onnx.Protobuf;

namespace MlNetLabels.Eng.ImportBackbone;

/// <summary>Appends nodes to an ONNX graph; every method returns the name of the tensor that its node makes.</summary>
internal sealed class OnnxGraphBuilder(GraphProto graph)
{
    public GraphProto Graph { get; } = graph;

    /// <summary>
    /// A convolution with square kernels, padded to keep the size at stride 1. Weights: [out, in / groups, k, k]
    /// row-major.
    /// </summary>
    public string Conv(
        string input,
        string output,
        ReadOnlySpan<float> weights,
        IReadOnlyList<int> shape,
        ReadOnlySpan<float> bias,
        int stride,
        int groups
    )
    {
        int kernel = shape[^1];
        int pad = (kernel - 1) / 2;
        Initializer(output + ".weight", weights, shape);
        Initializer(output + ".bias", bias, [bias.Length]);
        var node = Node("Conv", output, input, output + ".weight", output + ".bias");
        node.Attribute.Add(OnnxAttribute.Ints("kernel_shape", kernel, kernel));
        node.Attribute.Add(OnnxAttribute.Ints("strides", stride, stride));
        node.Attribute.Add(OnnxAttribute.Ints("pads", pad, pad, pad, pad));
        node.Attribute.Add(OnnxAttribute.Int("group", groups));
        return output;
    }

    public string Relu(string input, string output) => Simple("Relu", output, input);

    public string HardSwish(string input, string output) => Simple("HardSwish", output, input);

    /// <summary>max(0, min(1, x / 6 + 1 / 2)), as PyTorch defines it.</summary>
    public string HardSigmoid(string input, string output)
    {
        var node = Node("HardSigmoid", output, input);
        node.Attribute.Add(OnnxAttribute.Float("alpha", 1f / 6));
        node.Attribute.Add(OnnxAttribute.Float("beta", 0.5f));
        return output;
    }

    public string GlobalAveragePool(string input, string output) => Simple("GlobalAveragePool", output, input);

    public string Multiply(string a, string b, string output) => Simple("Mul", output, a, b);

    public string Add(string a, string b, string output) => Simple("Add", output, a, b);

    /// <summary>N x C x H x W to N x C by the mean over H and W.</summary>
    public string PoolAndFlatten(string input, string output)
    {
        var node = Node("Flatten", output, GlobalAveragePool(input, output + ".pooled"));
        node.Attribute.Add(OnnxAttribute.Int("axis", 1));
        return output;
    }

    /// <summary>A float tensor's name and shape; a negative size is the free batch dimension.</summary>
    public static ValueInfoProto Describe(string name, params ReadOnlySpan<int> shape)
    {
        var sizes = new TensorShapeProto();
        foreach (int size in shape)
            sizes.Dim.Add(
                size < 0 ? new TensorShapeProto.Types.Dimension { DimParam = "batch" } : new() { DimValue = size }
            );
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = sizes };
        return new()
        {
            Name = name,
            Type = new() { TensorType = tensor },
        };
    }

    private string Simple(string type, string output, params ReadOnlySpan<string> inputs)
    {
        Node(type, output, inputs);
        return output;
    }

    private NodeProto Node(string type, string output, params ReadOnlySpan<string> inputs)
    {
        var node = new NodeProto
        {
            OpType = type,
            Name = output + ":" + type,
            Output = { output },
        };
        foreach (string input in inputs)
            node.Input.Add(input);
        Graph.Node.Add(node);
        return node;
    }

    private void Initializer(string name, ReadOnlySpan<float> values, IReadOnlyList<int> shape)
    {
        var bytes = new byte[values.Length * sizeof(float)];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        var tensor = new TensorProto
        {
            Name = name,
            DataType = (int)TensorProto.Types.DataType.Float,
            RawData = UnsafeByteOperations.UnsafeWrap(bytes),
        };
        foreach (int size in shape)
            tensor.Dims.Add(size);
        Graph.Initializer.Add(tensor);
    }
}
