using System.Runtime.InteropServices;
using Google.Protobuf;
using MlNetLabels.Onnx.Protobuf;
using static MlNetLabels.Onnx.Protobuf.TensorProto.Types;

namespace MlNetLabels.Onnx;

/// <summary>Appends nodes and constants to a graph.</summary>
internal sealed class GraphScope(GraphProto graph)
{
    /// <summary>Of the operator that holds names of slots.</summary>
    public const string SlotNamesDomain = "ai.onnx.ml";

    /// <summary>Where that operator holds them.</summary>
    public const string SlotNamesAttribute = "keys_strings";

    /// <summary>What the nodes that follow are for; their names begin with it, so that a viewer shows it.</summary>
    public string Part { get; set; } = "";

    /// <summary>The tensor of that name.</summary>
    public GraphTensor Tensor(string name) => new(this, name);

    public GraphTensor Call(
        string op,
        ReadOnlySpan<GraphTensor> inputs,
        params ReadOnlySpan<AttributeProto> attributes
    ) => Tensor(Node(op, inputs, attributes).Output[0]);

    /// <summary>An input; a size is a number, or a name where it is free.</summary>
    public GraphTensor Input(string name, DataType type, params ReadOnlySpan<object> shape)
    {
        graph.Input.Add(Describe(name, type, shape));
        return Tensor(name);
    }

    /// <summary>Makes a tensor an output.</summary>
    public void Output(string name, GraphTensor tensor, DataType type, params ReadOnlySpan<object> shape)
    {
        Name(name, tensor);
        graph.Output.Add(Describe(name, type, shape));
    }

    /// <summary>Gives a tensor a name of one's own.</summary>
    public void Name(string name, GraphTensor tensor) =>
        graph.Node.Add(
            new NodeProto
            {
                OpType = "Identity",
                Name = name,
                Input = { tensor.Name },
                Output = { name },
            }
        );

    /// <summary>
    /// Names the slots of a column for ML.NET, which reads them off a node that computes nothing of use.
    /// </summary>
    public void SlotNames(string column, IReadOnlyList<string> names) =>
        graph.Node.Add(
            new NodeProto
            {
                OpType = "LabelEncoder",
                Domain = SlotNamesDomain,
                Name = SlotNamesNode(column),
                Input = { Strings([""]).Name },
                Output = { SlotNamesNode(column) },
                Attribute =
                {
                    OnnxAttribute.Strings(SlotNamesAttribute, names),
                    OnnxAttribute.Ints("values_int64s", [.. Enumerable.Range(0, names.Count).Select(i => (long)i)]),
                },
            }
        );

    /// <summary>The node that names a column's slots.</summary>
    public static string SlotNamesNode(string column) => $"mlnet.{column}.SlotNames";

    public GraphTensor Float(ReadOnlySpan<float> values, params ReadOnlySpan<int> shape) =>
        Constant(DataType.Float, MemoryMarshal.AsBytes(values), shape);

    public GraphTensor Double(double value) => Double([value]);

    public GraphTensor Double(ReadOnlySpan<double> values, params ReadOnlySpan<int> shape) =>
        Constant(DataType.Double, MemoryMarshal.AsBytes(values), shape);

    /// <summary>
    /// Single precision values to calculate with in double precision; they take half the room in the file.
    /// </summary>
    public GraphTensor Widened(ReadOnlySpan<float> values, params ReadOnlySpan<int> shape) =>
        Float(values, shape).ToDouble();

    public GraphTensor Long(long value) => Longs([value], []);

    public GraphTensor Longs(params ReadOnlySpan<long> values) => Longs(values, [values.Length]);

    public GraphTensor Strings(IReadOnlyCollection<string> values)
    {
        var tensor = new TensorProto
        {
            Name = NextConstant(),
            DataType = (int)DataType.String,
            Dims = { values.Count },
            StringData = { values.Select(ByteString.CopyFromUtf8) },
        };
        graph.Initializer.Add(tensor);
        return Tensor(tensor.Name);
    }

    public GraphTensor Concat(IEnumerable<GraphTensor> columns) =>
        Call("Concat", [.. columns], OnnxAttribute.Int("axis", 1));

    public GraphTensor ArgMax(GraphTensor rows) =>
        Call("ArgMax", [rows], OnnxAttribute.Int("axis", 1), OnnxAttribute.Int("keepdims", 0));

    public GraphTensor Top(GraphTensor rows, int count, bool largest)
    {
        // Without any row ONNX Runtime 1.29 dies of a division by zero; one row more that is taken away again keeps an
        // empty batch harmless.
        var padded = Call("Pad", [rows, Longs(0, 0, 1, 0)]);
        var node = Node(
            "TopK",
            [padded, Longs(count)],
            [OnnxAttribute.Int("axis", 1), OnnxAttribute.Int("largest", largest ? 1 : 0)]
        );
        node.Output.Add(node.Output[0] + "_indices");
        return Call("Slice", [Tensor(node.Output[0]), Longs(0), Longs(-1), Longs(0)]);
    }

    private GraphTensor Longs(ReadOnlySpan<long> values, ReadOnlySpan<int> shape) =>
        Constant(DataType.Int64, MemoryMarshal.AsBytes(values), shape);

    private NodeProto Node(string op, ReadOnlySpan<GraphTensor> inputs, ReadOnlySpan<AttributeProto> attributes)
    {
        string name = FormattableString.Invariant($"{Part}/{op}_{graph.Node.Count}");
        var node = new NodeProto
        {
            OpType = op,
            Name = name,
            Output = { name },
        };
        foreach (var input in inputs)
            node.Input.Add(input.Name);
        foreach (var attribute in attributes)
            node.Attribute.Add(attribute);
        graph.Node.Add(node);
        return node;
    }

    // ONNX stores values in little-endian order, as every machine does that .NET runs on but one.
    private GraphTensor Constant(DataType type, ReadOnlySpan<byte> bytes, ReadOnlySpan<int> shape)
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("ONNX files are written on little-endian machines only.");
        var tensor = new TensorProto
        {
            Name = NextConstant(),
            DataType = (int)type,
            RawData = ByteString.CopyFrom(bytes),
        };
        foreach (int size in shape)
            tensor.Dims.Add(size);
        graph.Initializer.Add(tensor);
        return Tensor(tensor.Name);
    }

    private string NextConstant() => FormattableString.Invariant($"{Part}/constant_{graph.Initializer.Count}");

    private static ValueInfoProto Describe(string name, DataType type, ReadOnlySpan<object> shape)
    {
        var sizes = new TensorShapeProto();
        foreach (object size in shape)
            sizes.Dim.Add(
                size is string free
                    ? new TensorShapeProto.Types.Dimension { DimParam = free }
                    : new() { DimValue = (int)size }
            );
        return new()
        {
            Name = name,
            Type = new()
            {
                TensorType = new() { ElemType = (int)type, Shape = sizes },
            },
        };
    }
}
