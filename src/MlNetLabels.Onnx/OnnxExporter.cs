using Google.Protobuf;
using MlNetLabels.Backbones;
using MlNetLabels.Models;
using MlNetLabels.Onnx.Protobuf;
using MlNetLabels.OutOfDomain;
using static MlNetLabels.Onnx.Protobuf.TensorProto.Types;

namespace MlNetLabels.Onnx;

/// <summary>
/// Turns a model into one ONNX graph from image to verdict: backbone, heads, calibration, thresholds and domain check,
/// with everything that <c>predict</c> says as outputs. The same model gives the same bytes.
/// </summary>
public static class OnnxExporter
{
    internal const string Batch = "batch";

    // What protobuf can hold, less room for all that is not weights.
    private const long MaxWeights = int.MaxValue - (16 << 20);

    /// <summary>Exports a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Where the graph starts.</param>
    /// <param name="backbones">Where the model's backbone is looked for.</param>
    /// <exception cref="InvalidInputException">A part of it has no ONNX form, or its backbone is not there.</exception>
    public static OnnxExport Export(Model model, OnnxExportOptions? options = null, BackboneOptions? backbones = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new();
        var cut = model.DomainCut(options.RejectRate);
        var (file, embedding, batch) =
            options.Input == OnnxInput.Embedding
                ? FromEmbedding("embedding", Batch, model.Description.Backbone.Dimension)
                : FromImage(model, options.Input, backbones);
        AddAnswers(embedding, model, cut, new Ties(options.Input), batch);
        return Finish(file, OnnxDescription.Of(model, cut, file));
    }

    /// <summary>A graph without a node yet, from an embedding on.</summary>
    internal static (ModelProto File, GraphTensor Embedding, object Batch) FromEmbedding(
        string name,
        object batch,
        int dimension
    )
    {
        var file = OnnxFormat.NewFile("embedding to verdict");
        return (file, new GraphScope(file.Graph).Input(name, DataType.Float, batch, dimension), batch);
    }

    private static (ModelProto File, GraphTensor Embedding, object Batch) FromImage(
        Model model,
        OnnxInput kind,
        BackboneOptions? backbones
    )
    {
        var reference = model.Description.Backbone;
        if (reference.Sha256 is null)
            throw new InvalidInputException(
                "The model was trained on embeddings of an unknown backbone, so no graph can lead from images to "
                    + "them. Export its heads alone (--heads-only), or train it on images."
            );
        using var backbone = Backbone.Load(reference, backbones);
        return EmbeddingGraph.Create(backbone, kind, Batch);
    }

    /// <summary>All that is said of an embedding, as outputs.</summary>
    internal static void AddAnswers(GraphTensor embedding, Model model, ConformalCut cut, Ties ties, object batch)
    {
        var graph = embedding.Scope;
        graph.Part = "heads";
        var heads = HeadGraph.Heads(embedding, model.Standardizer, model.SoftmaxLayer, model.LabelLayer);
        if (heads.SoftmaxLogits is { } classLogits)
        {
            graph.Part = "classes";
            var softmax = model.Description.Softmax!;
            var probabilities = HeadGraph.ClassProbabilities(classLogits, softmax.Temperature);
            graph.Output("class_probabilities", probabilities, DataType.Float, batch, softmax.Classes.Count);
            graph.Output("class", graph.ArgMax(probabilities), DataType.Int64, batch);
        }
        GraphTensor? applies = null;
        if (heads.LabelLogits is { } labelLogits)
        {
            graph.Part = "labels";
            var labels = model.Description.Labels!;
            var probabilities = HeadGraph.LabelProbabilities(labelLogits, labels.Calibration);
            double[] thresholds = [.. labels.Thresholds.Select(t => ties.Below(t.Threshold))];
            applies = probabilities.ToDouble() >= graph.Double(thresholds, thresholds.Length);
            graph.Output("label_probabilities", probabilities, DataType.Float, batch, thresholds.Length);
            graph.Output("label_applies", applies.Value, DataType.Bool, batch, thresholds.Length);
        }
        graph.Part = "domain";
        var checks = new ChecksGraph(model, ties);
        var (kind, newClass) = checks.Scores(embedding, heads);
        var domain = new DomainGraph(kind, cut, s => ties.Above(s, model.Description.Domain.Score));
        graph.Output("domain_score", kind.ToFloat().Squeeze(), DataType.Float, batch);
        graph.Output("domain_p_value", domain.PValue().ToFloat().Squeeze(), DataType.Float, batch);
        GraphTensor? unsure = null;
        if (newClass is { } score)
        {
            var check = new DomainGraph(score, model.NewClassCut!, checks.AboveNewClass);
            graph.Output("new_class_score", score.ToFloat().Squeeze(), DataType.Float, batch);
            graph.Output("new_class_p_value", check.PValue().ToFloat().Squeeze(), DataType.Float, batch);
            unsure = check.IsRejected();
        }
        var rejected = domain.IsRejected();
        graph.Part = "verdict";
        graph.Output("verdict", VerdictOf(model, rejected, unsure, applies).Squeeze(), DataType.Int64, batch);
    }

    private static GraphTensor VerdictOf(Model model, GraphTensor rejected, GraphTensor? unsure, GraphTensor? applies)
    {
        var graph = rejected.Scope;
        var accepted = Code(model.SoftmaxLayer is null ? Verdict.Labels : Verdict.Class);
        if (model.SupportsNone)
            accepted = (applies!.Value.ToFloat().Sum() > graph.Float([0])).Choose(accepted, Code(Verdict.None));
        if (unsure is { } isUnsure)
            accepted = isUnsure.Choose(Code(Verdict.Unsure), accepted);
        return rejected.Choose(Code(Verdict.Rejected), accepted);

        GraphTensor Code(Verdict verdict) => graph.Long((long)verdict);
    }

    private static OnnxExport Finish(ModelProto file, OnnxDescription description)
    {
        long weights = file.Graph.Initializer.Sum(x => (long)x.RawData.Length);
        if (weights > MaxWeights)
            throw new InvalidInputException(
                $"The graph would hold {weights} bytes of weights, but an ONNX file holds at most {MaxWeights}. "
                    + $"Export the heads alone (--heads-only)."
            );
        file.ProducerName = "MlNetLabels";
        file.ProducerVersion = description.Producer;
        file.MetadataProps.Clear();
        file.MetadataProps.Add(
            description.ToMetadata().Select(x => new StringStringEntryProto { Key = x.Key, Value = x.Value })
        );
        return new OnnxExport(file.ToByteArray(), description);
    }
}
