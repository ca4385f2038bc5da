using Microsoft.ML;
using MlNetLabels.MLNet.Heads;
using MlNetLabels.Models;

namespace MlNetLabels.MLNet;

/// <summary>Heads as trainers of an ML.NET pipeline, and what judges their predictions.</summary>
public static partial class HeadCatalogs
{
    /// <summary>Trainers and evaluation for none, one or many labels per row.</summary>
    public static MultiLabelClassificationCatalog MultiLabelClassification(this MLContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new();
    }

    /// <summary>ML.NET's LbfgsLogisticRegression for each label.</summary>
    public static IEstimator<ITransformer> LbfgsLogisticRegression(
        this MultiLabelClassificationCatalog.MultiLabelTrainers trainers,
        MultiLabelOptions? options = null
    ) => Labels(trainers, new MLNetHeads(MLNetAlgorithm.Lbfgs), options);

    /// <summary>ML.NET's SdcaLogisticRegression for each label.</summary>
    public static IEstimator<ITransformer> SdcaLogisticRegression(
        this MultiLabelClassificationCatalog.MultiLabelTrainers trainers,
        MultiLabelOptions? options = null
    ) => Labels(trainers, new MLNetHeads(MLNetAlgorithm.Sdca), options);

    /// <summary>This library's own trainer: all labels in one pass over the rows.</summary>
    public static IEstimator<ITransformer> BinaryCrossEntropy(
        this MultiLabelClassificationCatalog.MultiLabelTrainers trainers,
        MultiLabelOptions? options = null
    ) => Labels(trainers, ModelTrainer.BuiltInHeads, options);

    /// <summary>
    /// This library's own softmax trainer. Fitted, it adds Score (probabilities) and PredictedLabel, as ML.NET's
    /// multiclass trainers do.
    /// </summary>
    public static IEstimator<ITransformer> SoftmaxCrossEntropy(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers trainers,
        SoftmaxOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(trainers);
        return new SoftmaxHeadEstimator(ModelTrainer.BuiltInHeads, options ?? new());
    }

    private static LabelHeadsEstimator Labels(
        MultiLabelClassificationCatalog.MultiLabelTrainers trainers,
        IHeadTrainer heads,
        MultiLabelOptions? options
    )
    {
        ArgumentNullException.ThrowIfNull(trainers);
        return new LabelHeadsEstimator(heads, options ?? new());
    }
}
