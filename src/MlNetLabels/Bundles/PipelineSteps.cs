using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MlNetLabels.MLNet.Data;
using MlNetLabels.MLNet.Embedding;
using MlNetLabels.MLNet.Heads;
using MlNetLabels.MLNet.Saving;
using MlNetLabels.Models;
using MlNetLabels.Onnx;

namespace MlNetLabels.MLNet.Bundles;

/// <summary>The steps of a fitted pipeline that a bundle is made of.</summary>
/// <param name="Backbone">What embeds.</param>
/// <param name="Softmax">The softmax head; null where there is none.</param>
/// <param name="Labels">The label heads; null where there are none.</param>
internal sealed record PipelineSteps(BackboneReference Backbone, OnnxHead? Softmax, OnnxHead? Labels)
{
    /// <exception cref="InvalidInputException">No bundle can be made of it.</exception>
    public static PipelineSteps Find(ITransformer fitted, DataViewSchema schema)
    {
        ImageStep? embed = null;
        OnnxHead? softmax = null,
            labels = null;
        int features = -1;
        foreach (var step in Flatten(fitted))
        {
            var output = step.GetOutputSchema(schema);
            if (SavedEmbedding.Find(step) is { } embedding)
                (embed, features) = (embedding, output[embedding.Output].Index);
            if ((SavedOnnx.FindHead(step, schema) ?? OfMLNet(step, output)) is { } head)
            {
                if (embed is null || schema.GetColumnOrNull(head.FeatureColumn)?.Index != features)
                    throw new InvalidInputException(
                        $"The head on column '{head.FeatureColumn}' does not read embeddings as EmbedImages gives them, "
                            + $"so a bundle cannot hold it. Fit it right on that column; our trainers standardise by "
                            + $"themselves."
                    );
                (softmax, labels) = head.Thresholds is null ? (head, labels) : (softmax, head);
            }
            schema = output;
        }
        if (embed is null)
            throw new InvalidInputException(
                "This pipeline has no EmbedImages, so a bundle of it would not know what reads its images."
            );
        if (softmax is null && labels is null)
            throw new InvalidInputException(
                "This pipeline has no head that a bundle can hold: SoftmaxCrossEntropy, LbfgsMaximumEntropy, "
                    + "SdcaMaximumEntropy, or a trainer of MultiLabelClassification()."
            );
        return new PipelineSteps(embed.Backbone, softmax, labels);
    }

    private static IEnumerable<ITransformer> Flatten(ITransformer transformer) =>
        SavedEmbedding.Find(transformer) is null && transformer is IEnumerable<ITransformer> chain
            ? chain.SelectMany(Flatten)
            : [transformer];

    // ML.NET's own heads name their classes by the slots of the score.
    private static OnnxHead? OfMLNet(ITransformer step, DataViewSchema output)
    {
        if (step is not MulticlassPredictionTransformer<MaximumEntropyModelParameters> head)
            return null;
        var score = output[HeadColumns.Score];
        string[] classes =
            score.Names(Columns.SlotNames)
            ?? throw new InvalidInputException(
                "The maximum entropy head of this pipeline does not name its classes. Fit it on keys with text "
                    + "values, as LoadImageDataset and MapValueToKey make them."
            );
        int dimension = ((VectorDataViewType)output[head.FeatureColumnName].Type).Size;
        return new OnnxHead(
            head.FeatureColumnName,
            MulticlassLayers.Create(head.Model, dimension),
            classes,
            Thresholds: null
        );
    }
}
