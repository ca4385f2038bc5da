using System.Runtime.InteropServices;
using Google.Protobuf;
using MlNetLabels.Heads;
using MlNetLabels.Numerics;
using MlNetLabels.Onnx.Protobuf;

namespace MlNetLabels.Onnx;

/// <summary>
/// A linear head, on embeddings as they are, as a graph that is a step of an ML.NET pipeline, and back from the graph.
/// Immutable.
/// </summary>
/// <param name="FeatureColumn">The column of embeddings.</param>
/// <param name="Layer">A row of weights and a bias per name.</param>
/// <param name="Names">Classes, or labels.</param>
/// <param name="Thresholds">
/// Probability from which on a label applies, one per label; null for a softmax head.
/// </param>
public sealed record OnnxHead(
    string FeatureColumn,
    LinearLayer Layer,
    IReadOnlyList<string> Names,
    IReadOnlyList<double>? Thresholds
)
{
    private const string Softmax = "softmax head",
        Labels = "label heads";

    /// <summary>
    /// The graph. A softmax head gives Score (probabilities); label heads give Score (logits) and Probability; and
    /// both the outputs that <see cref="PipelineGraph"/> names.
    /// </summary>
    public ReadOnlyMemory<byte> ToOnnx()
    {
        int d = Layer.Weights.Columns,
            n = Names.Count;
        var file = PipelineGraph.NewFile(Thresholds is null ? Softmax : Labels);
        var graph = new GraphScope(file.Graph) { Part = "head" };
        var weights = graph.Float(Layer.Weights.Span, n, d);
        var bias = graph.Float(Layer.Bias, n);
        var embedding = graph.Input(FeatureColumn, TensorProto.Types.DataType.Float, 1, d);
        var logits = embedding.MatMul(weights.Transpose(1, 0)) + bias;
        if (Thresholds is null)
        {
            var probabilities = logits.Softmax();
            PipelineGraph.Column(graph, PipelineGraph.ScoreColumn, probabilities.Flat(), n, Names);
            PipelineGraph.Answers(graph, PipelineGraph.Pick(graph, Names, graph.ArgMax(probabilities)), null, 1);
        }
        else
        {
            var thresholds = graph.Double([.. Thresholds], n);
            var probabilities = logits.Flat().Sigmoid();
            var applies = probabilities.ToDouble() >= thresholds;
            PipelineGraph.Column(graph, PipelineGraph.ScoreColumn, logits.Flat(), n, Names);
            PipelineGraph.Column(graph, PipelineGraph.ProbabilityColumn, probabilities, n, Names);
            PipelineGraph.Answers(graph, null, PipelineGraph.Present(graph, Names, applies), n);
        }
        return file.ToByteArray();
    }

    /// <summary>The head of such a graph; null where it is another one.</summary>
    public static OnnxHead? Read(ReadOnlyMemory<byte> onnx)
    {
        // Initializers lie in the order in which ToOnnx makes them.
        var graph = ModelProto.Parser.ParseFrom(onnx.Span).Graph;
        if (graph is not { Name: Softmax or Labels, Input.Count: 1, Initializer.Count: > 2 })
            return null;
        float[] weights = Values<float>(graph.Initializer[0]),
            bias = Values<float>(graph.Initializer[1]);
        var names = graph.Node.First(n => n.Name == GraphScope.SlotNamesNode(PipelineGraph.ScoreColumn));
        return new OnnxHead(
            graph.Input[0].Name,
            new LinearLayer(new Matrix(bias.Length, weights.Length / bias.Length, weights), bias),
            [
                .. names
                    .Attribute.First(a => a.Name == GraphScope.SlotNamesAttribute)
                    .Strings.Select(s => s.ToStringUtf8()),
            ],
            graph.Name == Softmax ? null : Values<double>(graph.Initializer[2])
        );
    }

    private static T[] Values<T>(TensorProto tensor)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(tensor.RawData.Span).ToArray();
}
