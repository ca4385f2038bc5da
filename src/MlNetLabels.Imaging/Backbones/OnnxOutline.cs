using System.Text;

namespace MlNetLabels.Backbones;

/// <summary>
/// What an ONNX file says of its tensors, as far as a card can fail to fit it. Bounded by the file: nothing is kept but
/// names.
/// </summary>
internal sealed class OnnxOutline
{
    private const int MostNamed = 12;

    // Field numbers of onnx.proto.
    private const int ModelGraph = 7,
        GraphNode = 1,
        GraphInitializer = 5,
        GraphInput = 11,
        GraphOutput = 12,
        NodeOutput = 2,
        TensorName = 8,
        TensorLocation = 14;

    private const ulong External = 1;

    private readonly List<OnnxValueInfo> _inputs = [];
    private readonly List<OnnxValueInfo> _outputs = [];
    private readonly HashSet<string> _weights = [];
    private readonly Queue<string> _lastMade = [];
    private readonly string _sought;

    private OnnxOutline(string sought) => _sought = sought;

    /// <summary>Whether a node makes the tensor sought.</summary>
    public bool IsMade { get; private set; }

    /// <summary>Whether the tensor sought is the last output.</summary>
    public bool IsLastOutput => _outputs is [.., var last] && last.Name == _sought;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidInputException">
    /// The bytes are no ONNX model, or keep their weights elsewhere.
    /// </exception>
    public static OnnxOutline Read(ReadOnlySpan<byte> file, string location, string sought)
    {
        var outline = new OnnxOutline(sought);
        try
        {
            var model = new ProtobufReader(file);
            while (model.Read())
                if (model.Field == ModelGraph)
                    outline.ReadGraph(model.Content, location);
            if (outline._lastMade.Count == 0)
                throw new InvalidDataException("it has no graph.");
            return outline;
        }
        catch (InvalidDataException e)
        {
            throw new InvalidInputException(location, null, $"damaged, or no ONNX file: {e.Message}", e);
        }
    }

    /// <summary>The tensors, for a message: inputs, outputs and the last inner ones.</summary>
    public override string ToString() =>
        $"inputs {List(_inputs.Where(x => !_weights.Contains(x.Name)))}; outputs {List(_outputs)}; "
        + $"last tensors inside {List(_lastMade.Select(x => $"'{x}'"))}";

    private static string List<T>(IEnumerable<T> items) => string.Join(", ", items.Take(MostNamed));

    private void ReadGraph(ReadOnlySpan<byte> bytes, string location)
    {
        var graph = new ProtobufReader(bytes);
        while (graph.Read())
            switch (graph.Field)
            {
                case GraphNode:
                    ReadNode(graph.Content);
                    break;
                case GraphInitializer:
                    ReadWeights(graph.Content, location);
                    break;
                case GraphInput:
                    _inputs.Add(OnnxValueInfo.Read(graph.Content));
                    break;
                case GraphOutput:
                    _outputs.Add(OnnxValueInfo.Read(graph.Content));
                    break;
                default:
                    break;
            }
    }

    private void ReadNode(ReadOnlySpan<byte> bytes)
    {
        var node = new ProtobufReader(bytes);
        while (node.Read())
            if (node.Field == NodeOutput && !node.Content.IsEmpty)
            {
                string name = Encoding.UTF8.GetString(node.Content);
                IsMade |= name == _sought;
                if (_lastMade.Count == MostNamed)
                    _lastMade.Dequeue();
                _lastMade.Enqueue(name);
            }
    }

    private void ReadWeights(ReadOnlySpan<byte> bytes, string location)
    {
        string name = "";
        bool outside = false;
        var tensor = new ProtobufReader(bytes);
        while (tensor.Read())
            if (tensor.Field == TensorName)
                name = Encoding.UTF8.GetString(tensor.Content);
            else if (tensor.Field == TensorLocation)
                outside = tensor.Number == External;
        _weights.Add(name);
        if (outside)
            throw new InvalidInputException(
                location,
                null,
                $"the weights '{name}' lie in a second file. Save the model as one file: "
                    + $"onnx.save(onnx.load(path), path, save_as_external_data=False)."
            );
    }
}
