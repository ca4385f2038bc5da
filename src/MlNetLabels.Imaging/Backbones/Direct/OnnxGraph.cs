using System.Runtime.InteropServices;
using System.Text;

namespace MlNetLabels.Backbones.Direct;

/// <summary>An ONNX file's nodes and weights, as far as they are of single precision and inside the file.</summary>
internal sealed class OnnxGraph
{
    // Field numbers of onnx.proto: ModelProto, GraphProto, TensorProto.
    private const int ModelGraph = 7,
        GraphNode = 1,
        GraphInitializer = 5,
        TensorDimension = 1,
        TensorType = 2,
        TensorName = 8,
        TensorBytes = 9;

    private const ulong Float = 1;

    public List<OnnxNode> Nodes { get; } = [];

    public Dictionary<string, OnnxWeights> Weights { get; } = [];

    /// <exception cref="InvalidDataException">The bytes are no protobuf message.</exception>
    public static OnnxGraph Read(ReadOnlySpan<byte> file)
    {
        var result = new OnnxGraph();
        var model = new ProtobufReader(file);
        while (model.Read())
        {
            if (model.Field != ModelGraph)
                continue;
            var graph = new ProtobufReader(model.Content);
            while (graph.Read())
                if (graph.Field == GraphNode)
                    result.Nodes.Add(OnnxNode.Read(graph.Content));
                else if (graph.Field == GraphInitializer)
                    result.ReadWeights(graph.Content);
        }
        return result;
    }

    private void ReadWeights(ReadOnlySpan<byte> bytes)
    {
        string name = "";
        var shape = new List<int>();
        float[]? values = null;
        ulong type = 0;
        var tensor = new ProtobufReader(bytes);
        while (tensor.Read())
            switch (tensor.Field)
            {
                case TensorDimension:
                    shape.AddRange(tensor.Numbers().Select(n => (int)n));
                    break;
                case TensorType:
                    type = tensor.Number;
                    break;
                case TensorName:
                    name = Encoding.UTF8.GetString(tensor.Content);
                    break;
                case TensorBytes when BitConverter.IsLittleEndian:
                    values = MemoryMarshal.Cast<byte, float>(tensor.Content).ToArray();
                    break;
                default:
                    break;
            }
        if (type == Float && values is not null && shape.Aggregate(1L, (a, b) => a * b) == values.Length)
            Weights[name] = new OnnxWeights([.. shape], values);
    }
}

/// <summary>A constant.</summary>
/// <param name="Shape">Its sizes.</param>
/// <param name="Values">Row-major.</param>
internal sealed record OnnxWeights(int[] Shape, float[] Values);
