using System.Text;

namespace MlNetLabels.Backbones.Direct;

/// <summary>One operation of an ONNX graph.</summary>
/// <param name="Operator">As "Conv".</param>
/// <param name="Inputs">Names of tensors.</param>
/// <param name="Output">The name of the first one that it makes.</param>
/// <param name="Integers">Attributes that are whole numbers or lists of them.</param>
/// <param name="Numbers">Attributes that are numbers.</param>
internal sealed record OnnxNode(
    string Operator,
    string[] Inputs,
    string Output,
    Dictionary<string, long[]> Integers,
    Dictionary<string, float> Numbers
)
{
    // Field numbers of onnx.proto: NodeProto, AttributeProto.
    private const int NodeInput = 1,
        NodeOutput = 2,
        NodeOperator = 4,
        NodeAttribute = 5,
        AttributeName = 1,
        AttributeFloat = 2,
        AttributeInteger = 3,
        AttributeIntegers = 8;

    public static OnnxNode Read(ReadOnlySpan<byte> bytes)
    {
        var inputs = new List<string>();
        string type = "",
            output = "";
        var (integers, numbers) = (new Dictionary<string, long[]>(), new Dictionary<string, float>());
        var node = new ProtobufReader(bytes);
        while (node.Read())
            switch (node.Field)
            {
                case NodeInput:
                    inputs.Add(Encoding.UTF8.GetString(node.Content));
                    break;
                case NodeOutput when output.Length == 0:
                    output = Encoding.UTF8.GetString(node.Content);
                    break;
                case NodeOperator:
                    type = Encoding.UTF8.GetString(node.Content);
                    break;
                case NodeAttribute:
                    ReadAttribute(node.Content, integers, numbers);
                    break;
                default:
                    break;
            }
        return new OnnxNode(type, [.. inputs], output, integers, numbers);
    }

    /// <summary>Whether a list of whole numbers holds one value alone; true where it is missing and that is 1.</summary>
    public bool IsAll(string attribute, long value) =>
        Integers.TryGetValue(attribute, out long[]? values) ? values.All(v => v == value) : value == 1;

    private static void ReadAttribute(
        ReadOnlySpan<byte> bytes,
        Dictionary<string, long[]> integers,
        Dictionary<string, float> numbers
    )
    {
        string name = "";
        var values = new List<long>();
        var attribute = new ProtobufReader(bytes);
        while (attribute.Read())
            switch (attribute.Field)
            {
                case AttributeName:
                    name = Encoding.UTF8.GetString(attribute.Content);
                    break;
                case AttributeFloat:
                    numbers[name] = BitConverter.UInt32BitsToSingle((uint)attribute.Number);
                    break;
                case AttributeInteger or AttributeIntegers:
                    values.AddRange(attribute.Numbers());
                    break;
                default:
                    break;
            }
        if (values.Count > 0)
            integers[name] = [.. values];
    }
}
