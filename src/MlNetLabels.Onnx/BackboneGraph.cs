using Google.Protobuf;
using MlNetLabels.Backbones;
using MlNetLabels.Onnx.Protobuf;

namespace MlNetLabels.Onnx;

/// <summary>A backbone's network, made ready to take its place in a larger graph.</summary>
/// <param name="File">The network with its tensors under one prefix, without what the embedding does not need.</param>
/// <param name="Input">Name of its input.</param>
/// <param name="Embedding">Name of its embedding.</param>
/// <param name="OneByOne">Whether it takes one image only.</param>
internal sealed record BackboneGraph(ModelProto File, string Input, string Embedding, bool OneByOne)
{
    private const int OldestOpset = 13;

    /// <summary>Takes a single network.</summary>
    /// <param name="backbone">The network.</param>
    /// <param name="prefix">What its tensors' names shall begin with.</param>
    /// <exception cref="InvalidInputException">Its file changed, is damaged, or of too old an opset.</exception>
    public static BackboneGraph Take(Backbone backbone, string prefix)
    {
        var network = Parse(backbone);
        Upgrade(network, backbone.Location);
        var graph = network.Graph;
        string embedding = graph.Output[^1].Name;
        bool oneByOne =
            graph.Input.First(x => x.Name == backbone.Card.Input).Type.TensorType.Shape.Dim[0].DimValue == 1;
        KeepOnly(graph, embedding);
        Rename(graph, prefix);
        graph.Name = "image to verdict";
        graph.Input.Clear();
        graph.Output.Clear();
        // Nothing depends on what the file says of inner tensors, and it may be wrong.
        graph.ValueInfo.Clear();
        return new(network, prefix + backbone.Card.Input, prefix + embedding, oneByOne);
    }

    private static ModelProto Parse(Backbone backbone)
    {
        try
        {
            return ModelProto.Parser.ParseFrom(backbone.ReadOnnx());
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidInputException(backbone.Location, null, $"damaged, or no ONNX file: {e.Message}", e);
        }
    }

    // From 13 to 17 no operator changed its form, only took more types; above that the heads' operators mean the same
    // as in 17.
    private static void Upgrade(ModelProto network, string path)
    {
        var standard = network.OpsetImport.FirstOrDefault(x => x.Domain is "" or "ai.onnx");
        if (standard is null || standard.Version < OldestOpset)
            throw new InvalidInputException(
                path,
                null,
                $"it uses opset {standard?.Version ?? 0}, but an export needs {OldestOpset} or later. Convert it, "
                    + $"onnx.save(onnx.version_converter.convert_version(onnx.load(path), {OnnxFormat.Opset}), "
                    + $"path), and train again; or export the heads alone."
            );
        standard.Version = Math.Max(standard.Version, OnnxFormat.Opset);
        network.IrVersion = Math.Max(network.IrVersion, OnnxFormat.Ir);
    }

    private static void KeepOnly(GraphProto graph, string output)
    {
        var needed = new HashSet<string> { output };
        var kept = new List<NodeProto>();
        foreach (var node in graph.Node.Reverse())
        {
            if (!node.Output.Any(needed.Contains))
                continue;
            kept.Add(node);
            needed.UnionWith(Reads(node));
        }
        kept.Reverse();
        graph.Node.Clear();
        graph.Node.AddRange(kept);
        foreach (var unused in graph.Initializer.Where(x => !needed.Contains(x.Name)).ToList())
            graph.Initializer.Remove(unused);
    }

    // A branch or loop body may read any tensor around it.
    private static IEnumerable<string> Reads(NodeProto node) =>
        node.Input.Concat(
            Bodies(node).SelectMany(body => body.Node.SelectMany(Reads).Concat(body.Output.Select(x => x.Name)))
        );

    private static IEnumerable<GraphProto> Bodies(NodeProto node) =>
        node.Attribute.SelectMany(a => a.G is { } body ? a.Graphs.Append(body) : a.Graphs);

    private static void Rename(GraphProto graph, string prefix)
    {
        foreach (var node in graph.Node)
        {
            node.Name = Renamed(node.Name);
            for (int i = 0; i < node.Input.Count; i++)
                node.Input[i] = Renamed(node.Input[i]);
            for (int i = 0; i < node.Output.Count; i++)
                node.Output[i] = Renamed(node.Output[i]);
            foreach (var body in Bodies(node))
                Rename(body, prefix);
        }
        foreach (var weights in graph.Initializer)
            weights.Name = Renamed(weights.Name);
        foreach (var value in graph.Input.Concat(graph.Output).Concat(graph.ValueInfo))
            value.Name = Renamed(value.Name);

        // No name at all is the name of optional tensors that are not there, and of any number of nodes.
        string Renamed(string name) => name.Length == 0 ? name : prefix + name;
    }
}
