using Google.Protobuf;
using MlNetLabels.Models;
using MlNetLabels.Onnx.Protobuf;
using static MlNetLabels.Onnx.Protobuf.TensorProto.Types;

namespace MlNetLabels.Onnx;

/// <summary>
/// Graphs as steps of an ML.NET pipeline, which ApplyOnnxModel runs a row at a time. Columns of numbers get their names
/// and the names of their slots as ML.NET's own converter writes them: from outputs called <c>X.output</c> and nodes
/// called <c>mlnet.X.SlotNames</c>. ML.NET makes vectors of all outputs, so what is one value or a list of changing
/// length leaves the graph under the names below, all of them in every graph, for a mapping to finish.
/// </summary>
public static class PipelineGraph
{
    /// <summary>Name of the predicted class: 1 text, empty where there is no softmax head.</summary>
    public const string ClassOutput = "mlnetlabels.class";

    /// <summary>A text per label: its name where it applies, else empty.</summary>
    public const string LabelsOutput = "mlnetlabels.labels";

    /// <summary>Name of the verdict: 1 text, empty for heads alone.</summary>
    public const string VerdictOutput = "mlnetlabels.verdict";

    /// <summary>Out-of-domain score, larger is further out: 1 number, 0 for heads alone.</summary>
    public const string DomainScoreOutput = "mlnetlabels.domainscore";

    /// <summary>Its p-value, small is far out: 1 number, 1 for heads alone.</summary>
    public const string DomainPValueOutput = "mlnetlabels.domainpvalue";

    internal const string ScoreColumn = "Score",
        ProbabilityColumn = "Probability";

    /// <summary>Gives vectors of unknown length the length that they have.</summary>
    /// <param name="inputColumn">Vectors of Single, of this length though their type does not say so.</param>
    /// <param name="outputColumn">The same vectors.</param>
    /// <param name="length">Of each vector.</param>
    public static ReadOnlyMemory<byte> OfLength(string inputColumn, string outputColumn, int length)
    {
        var file = NewFile("known length");
        var graph = new GraphScope(file.Graph) { Part = "length" };
        var vector = graph.Input(inputColumn, DataType.Float, "batch", "length");
        Column(graph, outputColumn, graph.Call("Reshape", [vector, graph.Longs(length)]), length);
        return file.ToByteArray();
    }

    /// <summary>
    /// All that a model says: Score (class probabilities) where it has a softmax head, Probability where it has label
    /// heads, and the outputs named above.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="featureColumn">Embeddings by its backbone.</param>
    /// <exception cref="InvalidInputException">A part of the model has no ONNX form.</exception>
    public static ReadOnlyMemory<byte> OfModel(Model model, string featureColumn)
    {
        ArgumentNullException.ThrowIfNull(model);
        var cut = model.DomainCut(null);
        var (file, embedding, batch) = OnnxExporter.FromEmbedding(
            featureColumn,
            1,
            model.Description.Backbone.Dimension
        );
        AddSlotNamesOperator(file);
        OnnxExporter.AddAnswers(embedding, model, cut, new Ties(OnnxInput.Embedding), batch);
        file.Graph.Output.Clear();
        var graph = embedding.Scope;
        graph.Part = "columns";
        GraphTensor? classText = null,
            labelTexts = null;
        if (model.Description.Softmax?.Classes is { } classes)
        {
            Column(graph, ScoreColumn, graph.Tensor("class_probabilities").Flat(), classes.Count, classes);
            classText = Pick(graph, classes, graph.Tensor("class"));
        }
        if (model.Description.Labels?.Names is { } labels)
        {
            Column(graph, ProbabilityColumn, graph.Tensor("label_probabilities").Flat(), labels.Count, labels);
            labelTexts = Present(graph, labels, graph.Tensor("label_applies").Flat());
        }
        Answers(
            graph,
            classText,
            labelTexts,
            model.Description.Labels?.Names.Count ?? 1,
            Pick(graph, Enum.GetNames<Verdict>(), graph.Tensor("verdict")),
            graph.Tensor("domain_score"),
            graph.Tensor("domain_p_value")
        );
        return file.ToByteArray();
    }

    internal static ModelProto NewFile(string name)
    {
        var file = OnnxFormat.NewFile(name);
        AddSlotNamesOperator(file);
        return file;
    }

    /// <summary>A column of numbers, with names of its slots where there are some.</summary>
    internal static void Column(
        GraphScope graph,
        string name,
        GraphTensor vector,
        int length,
        IReadOnlyList<string>? slots = null
    )
    {
        graph.Output(name + ".output", vector, DataType.Float, length);
        if (slots is not null)
            graph.SlotNames(name, slots);
    }

    /// <summary>The name at an index [1].</summary>
    internal static GraphTensor Pick(GraphScope graph, IReadOnlyList<string> names, GraphTensor index) =>
        graph.Call("Gather", [graph.Strings([.. names]), index]);

    /// <summary>The name where it applies, else nothing [labels].</summary>
    internal static GraphTensor Present(GraphScope graph, IReadOnlyList<string> names, GraphTensor applies) =>
        applies.Choose(graph.Strings([.. names]), graph.Strings([""]));

    /// <summary>The outputs that every graph has.</summary>
    internal static void Answers(
        GraphScope graph,
        GraphTensor? classText,
        GraphTensor? labelTexts,
        int labels,
        GraphTensor? verdict = null,
        GraphTensor? score = null,
        GraphTensor? pValue = null
    )
    {
        graph.Output(ClassOutput, classText ?? graph.Strings([""]), DataType.String, 1);
        graph.Output(LabelsOutput, labelTexts ?? graph.Strings([""]), DataType.String, labels);
        graph.Output(VerdictOutput, verdict ?? graph.Strings([""]), DataType.String, 1);
        graph.Output(DomainScoreOutput, score ?? graph.Float([0], 1), DataType.Float, 1);
        graph.Output(DomainPValueOutput, pValue ?? graph.Float([1], 1), DataType.Float, 1);
    }

    private static void AddSlotNamesOperator(ModelProto file) =>
        file.OpsetImport.Add(new OperatorSetIdProto { Domain = GraphScope.SlotNamesDomain, Version = 2 });
}
