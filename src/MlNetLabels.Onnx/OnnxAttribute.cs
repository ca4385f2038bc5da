using Google.Protobuf;
using MlNetLabels.Onnx.Protobuf;

namespace MlNetLabels.Onnx;

/// <summary>Attributes of a node.</summary>
internal static class OnnxAttribute
{
    public static AttributeProto Int(string name, long value) =>
        new()
        {
            Name = name,
            I = value,
            Type = AttributeProto.Types.AttributeType.Int,
        };

    public static AttributeProto Float(string name, float value) =>
        new()
        {
            Name = name,
            F = value,
            Type = AttributeProto.Types.AttributeType.Float,
        };

    public static AttributeProto Ints(string name, params ReadOnlySpan<long> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        foreach (long value in values)
            attribute.Ints.Add(value);
        return attribute;
    }

    public static AttributeProto Strings(string name, IEnumerable<string> values) =>
        new()
        {
            Name = name,
            Strings = { values.Select(ByteString.CopyFromUtf8) },
            Type = AttributeProto.Types.AttributeType.Strings,
        };
}
