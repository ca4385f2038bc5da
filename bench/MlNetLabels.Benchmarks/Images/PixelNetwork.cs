using Google.Protobuf;
using MlNetLabels.Backbones;
using MlNetLabels.Onnx.Protobuf;

namespace MlNetLabels.Benchmarks.Images;

/// <summary>
/// A backbone's network as ML.NET's image steps need it: <c>ExtractPixels</c> scales all channels alike, so each one's
/// mean and deviation move into the graph, which takes 0 to 255.
/// </summary>
internal static class PixelNetwork
{
    public const string Input = "pixels",
        Output = "Features";

    /// <summary>Writes it as an ONNX file.</summary>
    public static void Write(Backbone backbone, string path)
    {
        var network = ModelProto.Parser.ParseFrom(backbone.ReadOnnx());
        var graph = network.Graph;
        string images = backbone.Card.Input;
        var input = graph.Input.Single(x => x.Name == images);
        input.Name = Input;
        // ML.NET hands over one row at a time.
        input.Type.TensorType.Shape.Dim[0] = new() { DimValue = 1 };

        var prepare = backbone.Card.Preprocessing;
        graph.Initializer.Add(Channels("scale", [.. prepare.Std.Select(std => 1 / (255f * std))]));
        graph.Initializer.Add(Channels("offset", [.. prepare.Mean.Zip(prepare.Std, (mean, std) => -mean / std)]));
        graph.Node.Insert(0, Node("Mul", Input, "scale", "scaled"));
        graph.Node.Insert(1, Node("Add", "scaled", "offset", images));
        graph.Node.Add(
            new NodeProto
            {
                OpType = "Identity",
                Input = { graph.Output[^1].Name },
                Output = { Output },
            }
        );
        graph.Output.Clear();
        graph.Output.Add(OutputOf(backbone.Dimension));
        File.WriteAllBytes(path, network.ToByteArray());
    }

    private static NodeProto Node(string type, string a, string b, string output) =>
        new()
        {
            OpType = type,
            Input = { a, b },
            Output = { output },
        };

    private static TensorProto Channels(string name, float[] values) =>
        new()
        {
            Name = name,
            DataType = (int)TensorProto.Types.DataType.Float,
            FloatData = { values },
            Dims = { values.Length, 1, 1 },
        };

    private static ValueInfoProto OutputOf(int dimension) =>
        new()
        {
            Name = Output,
            Type = new()
            {
                TensorType = new()
                {
                    ElemType = (int)TensorProto.Types.DataType.Float,
                    Shape = new()
                    {
                        Dim =
                        {
                            new TensorShapeProto.Types.Dimension { DimValue = 1 },
                            new TensorShapeProto.Types.Dimension { DimValue = dimension },
                        },
                    },
                },
            },
        };
}
