using Microsoft.ML;
using MlNetLabels.Backbones;
using MlNetLabels.Data;
using MlNetLabels.MLNet.TransferLearning;

namespace MlNetLabels.MLNet;

/// <summary>Images to a model in one call, for those who come from ML.NET's ImageClassification.</summary>
public static class TransferLearningCatalog
{
    /// <summary>
    /// One class per image. Fitted, it gives Score, PredictedLabel, Probability, PredictedLabels, Verdict, DomainScore
    /// and DomainPValue.
    /// </summary>
    /// <param name="trainers">ml.MulticlassClassification.Trainers.</param>
    /// <param name="context">
    /// Whose log and seed count; ML.NET does not tell an extension, so it is named as for AppendCacheCheckpoint.
    /// </param>
    /// <param name="backbone">The network; it must stay open as long as the model is used.</param>
    /// <param name="options">Columns, validation set, training; null for the defaults.</param>
    public static IEstimator<TransferLearningTransformer> TransferLearning(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers trainers,
        MLContext context,
        Backbone backbone,
        TransferLearningOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(trainers);
        return Create(context, backbone, TargetKind.Classes, options);
    }

    /// <summary>
    /// None, one or many labels per image. Fitted, it gives Probability, PredictedLabels, Verdict, DomainScore and
    /// DomainPValue; labels have no Score that sums to one and no PredictedLabel.
    /// </summary>
    /// <param name="trainers">ml.MultiLabelClassification().Trainers.</param>
    /// <param name="context">Whose log and seed count.</param>
    /// <param name="backbone">The network; it must stay open as long as the model is used.</param>
    /// <param name="options">Columns, validation set, training; null for the defaults.</param>
    public static IEstimator<TransferLearningTransformer> TransferLearning(
        this MultiLabelClassificationCatalog.MultiLabelTrainers trainers,
        MLContext context,
        Backbone backbone,
        TransferLearningOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(trainers);
        return Create(context, backbone, TargetKind.LabelSets, options);
    }

    private static TransferLearningEstimator Create(
        MLContext context,
        Backbone backbone,
        TargetKind kind,
        TransferLearningOptions? options
    )
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(backbone);
        return new TransferLearningEstimator(context, backbone, kind, options ?? new());
    }
}
