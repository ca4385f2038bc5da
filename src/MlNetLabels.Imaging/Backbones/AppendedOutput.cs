using System.Text;

namespace MlNetLabels.Backbones;

/// <summary>
/// Makes a tensor of an ONNX file its last output by bytes that follow the file's own. Protobuf defines that a message
/// may be written in parts, one after another: lists are joined, inner messages merged, so that a second graph with a
/// node and an output adds both to the first (https://protobuf.dev/programming-guides/encoding, "Last One Wins").
/// </summary>
internal static class AppendedOutput
{
    // Field numbers of onnx.proto: ModelProto, GraphProto, NodeProto, ValueInfoProto.
    private const int Graph = 7,
        Node = 1,
        Output = 12,
        NodeInput = 1,
        NodeOutput = 2,
        NodeName = 3,
        NodeOperator = 4,
        NodeAttribute = 5,
        AttributeName = 1,
        AttributeNumber = 3,
        ValueName = 1;

    private const int WithLength = 2;

    // AttributeProto.type = INT: field 20 as a varint of two bytes, and 2.
    private static readonly byte[] s_isNumber = [0xA0, 0x01, 2];

    private const string Suffix = ".mlnetlabels";

    /// <summary>The name of the output that a tensor becomes.</summary>
    public static string NameOf(string tensor) => tensor + Suffix;

    /// <summary>What follows the file so that a tensor is an output as it is.</summary>
    public static byte[] Same(string tensor) => Parts(NameOf(tensor), AddNode("Identity", tensor, NameOf(tensor)));

    /// <summary>What follows the file so that N x C x H x W, averaged over H and W, is an output.</summary>
    public static byte[] Averaged(string tensor)
    {
        string pooled = NameOf(tensor) + ".pooled";
        return Parts(
            NameOf(tensor),
            AddNode("GlobalAveragePool", tensor, pooled),
            AddNode("Flatten", pooled, NameOf(tensor))
        );
    }

    /// <summary>
    /// What follows the file so that several tensors, maps averaged over H and W, are one output after another.
    /// </summary>
    /// <param name="name">The tensor that the output is named after.</param>
    /// <param name="tensors">The tensors, and whether each is N x C x H x W.</param>
    public static byte[] Joined(string name, IReadOnlyList<(string Name, bool IsMap)> tensors)
    {
        var nodes = new List<byte[]>();
        string[] rows =
        [
            .. tensors.Select(
                (tensor, i) =>
                {
                    if (!tensor.IsMap)
                        return tensor.Name;
                    string row = $"{NameOf(name)}.{i}",
                        pooled = row + ".pooled";
                    nodes.Add(AddNode("GlobalAveragePool", tensor.Name, pooled));
                    nodes.Add(AddNode("Flatten", pooled, row));
                    return row;
                }
            ),
        ];
        byte[] axis = Field(NodeAttribute, [.. Text(AttributeName, "axis"), AttributeNumber << 3, 1, .. s_isNumber]);
        nodes.Add(
            Field(
                Node,
                [
                    .. rows.Select(row => Text(NodeInput, row)),
                    Text(NodeOutput, NameOf(name)),
                    Text(NodeName, $"{NameOf(name)}:Concat"),
                    Text(NodeOperator, "Concat"),
                    axis,
                ]
            )
        );
        return Parts(NameOf(name), [.. nodes]);
    }

    // Without a type, ONNX Runtime infers it.
    private static byte[] Parts(string output, params ReadOnlySpan<byte[]> nodes) =>
        Field(Graph, [.. nodes, Field(Output, Text(ValueName, output))]);

    private static byte[] AddNode(string type, string input, string output) =>
        Field(
            Node,
            Text(NodeInput, input),
            Text(NodeOutput, output),
            Text(NodeName, $"{output}:{type}"),
            Text(NodeOperator, type)
        );

    private static byte[] Text(int number, string text) => Field(number, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int number, params ReadOnlySpan<byte[]> content)
    {
        var bytes = new List<byte> { (byte)(number << 3 | WithLength) };
        int length = 0;
        foreach (byte[] part in content)
            length += part.Length;
        for (; length > 0x7F; length >>= 7)
            bytes.Add((byte)(length & 0x7F | 0x80));
        bytes.Add((byte)length);
        foreach (byte[] part in content)
            bytes.AddRange(part);
        return [.. bytes];
    }
}
