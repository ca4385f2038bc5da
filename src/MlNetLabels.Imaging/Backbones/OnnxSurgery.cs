using Google.Protobuf;
using MlNetLabels.Onnx.Protobuf;

namespace MlNetLabels.Backbones;

/// <summary>Reads a foreign ONNX file far enough to make one tensor of it the only output.</summary>
internal static class OnnxSurgery
{
    private const int MostNamed = 12;

    /// <exception cref="InvalidInputException">
    /// The bytes are no ONNX model, or keep their weights elsewhere.
    /// </exception>
    public static ModelProto Parse(byte[] bytes, string path)
    {
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidInputException(path, null, $"damaged, or no ONNX file: {e.Message}", e);
        }
        if (model.Graph is not { Node.Count: > 0 })
            throw new InvalidInputException(path, null, "damaged, or no ONNX file: it has no graph.");
        if (
            model.Graph.Initializer.FirstOrDefault(x => x.DataLocation == TensorProto.Types.DataLocation.External) is
            { } outside
        )
            throw new InvalidInputException(
                path,
                null,
                $"the weights '{outside.Name}' lie in a second file. Save the model as one file: "
                    + $"onnx.save(onnx.load(path), path, save_as_external_data=False)."
            );
        return model;
    }

    /// <summary>
    /// Makes a tensor the only output, so that nothing beyond it is computed; false where no node makes it.
    /// </summary>
    public static bool TrySetOutput(ModelProto model, string name)
    {
        var graph = model.Graph;
        if (!graph.Node.Any(x => x.Output.Contains(name)))
            return false;
        // Without a type, ONNX Runtime infers it; what the file says of inner tensors may be missing or wrong.
        var output = graph.Output.FirstOrDefault(x => x.Name == name) ?? new ValueInfoProto { Name = name };
        graph.Output.Clear();
        graph.Output.Add(output);
        foreach (var stated in graph.ValueInfo.Where(x => x.Name == name).ToList())
            graph.ValueInfo.Remove(stated);
        return true;
    }

    /// <summary>Averages an N x C x H x W output over H and W; returns the new output's name.</summary>
    public static string PoolOutput(ModelProto model, string name)
    {
        string pooled = new OnnxGraphBuilder(model.Graph).PoolAndFlatten(name, name + ".mlnetlabels");
        model.Graph.Output.Clear();
        model.Graph.Output.Add(new ValueInfoProto { Name = pooled });
        return pooled;
    }

    /// <summary>
    /// The tensors of a model, for a message: inputs, outputs and the last inner ones, with shapes where the file
    /// states them.
    /// </summary>
    public static string Tensors(ModelProto model)
    {
        var graph = model.Graph;
        var weights = graph.Initializer.Select(x => x.Name).ToHashSet();
        var stated = graph.ValueInfo.Concat(graph.Output).GroupBy(x => x.Name).ToDictionary(x => x.Key, x => x.First());
        var inner = graph.Node.SelectMany(x => x.Output).Where(x => x.Length > 0).TakeLast(MostNamed);
        return $"inputs {List(graph.Input.Where(x => !weights.Contains(x.Name)).Select(Describe))}; outputs "
            + $"{List(graph.Output.Select(Describe))}; "
            + $"last tensors inside {List(inner.Select(x => stated.TryGetValue(x, out var info) ? Describe(info) : $"'{x}'"))}";

        static string List(IEnumerable<string> items) => string.Join(", ", items.Take(MostNamed));
    }

    private static string Describe(ValueInfoProto value)
    {
        var tensor = value.Type?.TensorType;
        if (tensor?.Shape is not { } shape)
            return $"'{value.Name}'";
        var sizes = shape.Dim.Select(x =>
            x.ValueCase switch
            {
                TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue => FormattableString.Invariant(
                    $"{x.DimValue}"
                ),
                TensorShapeProto.Types.Dimension.ValueOneofCase.DimParam => x.DimParam,
                _ => "?",
            }
        );
        return $"'{value.Name}' [{string.Join(", ", sizes)}]"
            + (tensor.ElemType == (int)TensorProto.Types.DataType.Float ? "" : $" of element type {tensor.ElemType}");
    }
}
