using MlNetLabels.Backbones;
using MlNetLabels.Images;
using MlNetLabels.Onnx.Protobuf;
using static MlNetLabels.Onnx.Protobuf.TensorProto.Types;

namespace MlNetLabels.Onnx;

/// <summary>
/// From images to embeddings in one graph: what prepares them, then the backbone's networks, each brought to unit length
/// where there are several.
/// </summary>
internal static class EmbeddingGraph
{
    /// <summary>A file with input and embedding, and the size of its batches: 1, or the given name.</summary>
    /// <exception cref="InvalidInputException">The networks cannot share a graph, or the input.</exception>
    public static (ModelProto File, GraphTensor Embedding, object Batch) Create(
        Backbone backbone,
        OnnxInput kind,
        string freeBatch
    )
    {
        var parts = backbone.Parts;
        BackboneGraph[] networks =
        [
            .. parts.Select((x, i) => BackboneGraph.Take(x, parts.Count == 1 ? "backbone/" : $"backbone{i + 1}/")),
        ];
        object batch = networks.Any(x => x.OneByOne) ? 1 : freeBatch;
        var file = Merge(backbone, networks);

        // What prepares the input stands before the backbone, since nodes follow in the order of their use.
        NodeProto[] nodes = [.. file.Graph.Node];
        file.Graph.Node.Clear();
        var graph = new GraphScope(file.Graph) { Part = "resize" };
        var first = parts[0].Card.Preprocessing;
        var given =
            kind == OnnxInput.Tensor
                ? graph.Input("tensor", DataType.Float, batch, 3, first.Height, first.Width)
                : graph.Input("image", DataType.Uint8, batch, "height", "width", 3);
        for (int i = 0; i < networks.Length; i++)
        {
            var wanted = parts[i].Card.Preprocessing;
            graph.Name(
                networks[i].Input,
                kind == OnnxInput.Tensor
                    ? Renormalised(given, first, wanted, backbone.Card.Name)
                    : ImageGraph.ToTensor(given, wanted)
            );
        }
        file.Graph.Node.Add(nodes);
        graph.Part = "embedding";
        GraphTensor[] embeddings = [.. networks.Select(x => graph.Tensor(x.Embedding))];
        var embedding = embeddings is [var only] ? only : graph.Concat(embeddings.Select(UnitLength));
        graph.Output("embedding", embedding, DataType.Float, batch, backbone.Dimension);
        return (file, embedding, batch);
    }

    private static ModelProto Merge(Backbone backbone, BackboneGraph[] networks)
    {
        var file = networks[0].File;
        foreach (var other in networks.Skip(1).Select(x => x.File))
        {
            long ir = Math.Max(file.IrVersion, other.IrVersion);
            file.MergeFrom(other);
            file.IrVersion = ir;
        }
        var opsets = file.OpsetImport.Distinct().ToList();
        if (
            opsets.CountBy(x => x.Domain is "ai.onnx" ? "" : x.Domain).FirstOrDefault(x => x.Value > 1).Key is { } twice
        )
            throw new InvalidInputException(
                $"The networks of '{backbone.Card.Name}' cannot share one graph: they use different versions of the "
                    + $"operators '{(twice.Length == 0 ? "ai.onnx" : twice)}' "
                    + $"({string.Join(", ", opsets.Where(x => x.Domain == twice).Select(x => x.Version))}). Export the "
                    + "heads alone (--heads-only)."
            );
        file.OpsetImport.Clear();
        file.OpsetImport.Add(opsets);
        return file;
    }

    // (pixel / 255 - mean) / std of one network as that of another.
    private static GraphTensor Renormalised(GraphTensor tensor, Preprocessing given, Preprocessing wanted, string name)
    {
        if (
            (given.Width, given.Height, given.Resize, given.CropFraction)
            != (wanted.Width, wanted.Height, wanted.Resize, wanted.CropFraction)
        )
            throw new InvalidInputException(
                $"The networks of '{name}' take images cut or resized differently, so no one tensor serves them all. "
                    + "Start the graph at the image (--input image), or export the heads alone (--heads-only)."
            );
        if (given.Channels != wanted.Channels)
            tensor = ImageGraph.Reversed(tensor);
        if (given.Mean.SequenceEqual(wanted.Mean) && given.Std.SequenceEqual(wanted.Std))
            return tensor;
        float[] scale = [.. given.Std.Zip(wanted.Std, (a, b) => a / b)],
            offset = [.. Enumerable.Range(0, 3).Select(c => (given.Mean[c] - wanted.Mean[c]) / wanted.Std[c])];
        if (wanted.Channels == ChannelOrder.Bgr)
        {
            Array.Reverse(scale);
            Array.Reverse(offset);
        }
        var graph = tensor.Scope;
        return tensor * graph.Float(scale, 3, 1, 1) + graph.Float(offset, 3, 1, 1);
    }

    private static GraphTensor UnitLength(GraphTensor rows)
    {
        var wide = rows.ToDouble();
        return (wide / (wide * wide).Sum().Sqrt().AtLeast(1e-100)).ToFloat();
    }
}
