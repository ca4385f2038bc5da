using System.Globalization;
using System.Text;

namespace MlNetLabels.Backbones;

/// <summary>A tensor's name and what an ONNX file states of its type and shape.</summary>
internal sealed record OnnxValueInfo(string Name, string Stated)
{
    // Field numbers of onnx.proto: ValueInfoProto, TypeProto, its Tensor, TensorShapeProto, its Dimension.
    private const int ValueName = 1,
        ValueType = 2,
        TypeTensor = 1,
        TensorElement = 1,
        TensorShape = 2,
        ShapeDimension = 1,
        DimensionSize = 1,
        DimensionName = 2;

    private const ulong Float = 1;

    public static OnnxValueInfo Read(ReadOnlySpan<byte> bytes)
    {
        var (name, stated) = ("", "");
        var value = new ProtobufReader(bytes);
        while (value.Read())
            if (value.Field == ValueName)
                name = Encoding.UTF8.GetString(value.Content);
            else if (value.Field == ValueType)
            {
                var type = new ProtobufReader(value.Content);
                while (type.Read())
                    if (type.Field == TypeTensor)
                        stated = Tensor(type.Content);
            }
        return new OnnxValueInfo(name, stated);
    }

    /// <summary>As 'images' [batch, 3, 224, 224].</summary>
    public override string ToString() => $"'{Name}'{Stated}";

    private static string Tensor(ReadOnlySpan<byte> bytes)
    {
        var (shape, element) = ("", Float);
        var tensor = new ProtobufReader(bytes);
        while (tensor.Read())
            if (tensor.Field == TensorElement)
                element = tensor.Number;
            else if (tensor.Field == TensorShape)
                shape = $" [{Shape(tensor.Content)}]";
        return element == Float
            ? shape
            : string.Create(CultureInfo.InvariantCulture, $"{shape} of element type {element}");
    }

    private static string Shape(ReadOnlySpan<byte> bytes)
    {
        var sizes = new List<string>();
        var shape = new ProtobufReader(bytes);
        while (shape.Read())
            if (shape.Field == ShapeDimension)
                sizes.Add(Size(shape.Content));
        return string.Join(", ", sizes);
    }

    private static string Size(ReadOnlySpan<byte> bytes)
    {
        string size = "?";
        var dimension = new ProtobufReader(bytes);
        while (dimension.Read())
            size = dimension.Field switch
            {
                DimensionSize => ((long)dimension.Number).ToString(CultureInfo.InvariantCulture),
                DimensionName => Encoding.UTF8.GetString(dimension.Content),
                _ => size,
            };
        return size;
    }
}
