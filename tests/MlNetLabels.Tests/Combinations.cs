using Microsoft.ML;
using MlNetLabels.MLNet;

namespace MlNetLabels.Tests;

/// <summary>What ends a pipeline, by the name that docs/ml-net.md gives it.</summary>
internal static class Combinations
{
    /// <summary>Trainers and transforms that take embeddings.</summary>
    public static IReadOnlyDictionary<string, Func<MLContext, Shapes, IEstimator<ITransformer>>> OnEmbeddings { get; } =
        new Dictionary<string, Func<MLContext, Shapes, IEstimator<ITransformer>>>
        {
            ["SoftmaxCrossEntropy"] = (ml, _) => ml.MulticlassClassification.Trainers.SoftmaxCrossEntropy(Softmax),
            ["SdcaMaximumEntropy"] = (ml, _) =>
                ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(maximumNumberOfIterations: 20),
            ["LbfgsMaximumEntropy"] = (ml, _) => ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(),
            ["LightGbm"] = (ml, _) =>
                ml.MulticlassClassification.Trainers.LightGbm(
                    numberOfIterations: 5,
                    minimumExampleCountPerLeaf: 2,
                    numberOfLeaves: 4
                ),
            ["OneVersusAll of FastTree"] = (ml, _) =>
                ml.MulticlassClassification.Trainers.OneVersusAll(
                    ml.BinaryClassification.Trainers.FastTree(numberOfTrees: 3, minimumExampleCountPerLeaf: 2)
                ),
            ["BinaryCrossEntropy"] = (ml, _) => ml.MultiLabelClassification().Trainers.BinaryCrossEntropy(Labels),
            ["LbfgsLogisticRegression"] = (ml, _) =>
                ml.MultiLabelClassification().Trainers.LbfgsLogisticRegression(Labels),
            ["SdcaLogisticRegression"] = (ml, _) =>
                ml.MultiLabelClassification().Trainers.SdcaLogisticRegression(Labels),
            ["ApplyBundle"] = (ml, shapes) => ml.Transforms.ApplyBundle(shapes.Bundle),
            ["KMeans"] = (ml, _) => ml.Clustering.Trainers.KMeans(numberOfClusters: 2),
            ["RandomizedPca"] = (ml, _) => ml.AnomalyDetection.Trainers.RandomizedPca(rank: 5),
        };

    /// <summary>Those that predict one class for ML.NET's Evaluate.</summary>
    public static string[] Multiclass { get; } =
    ["SoftmaxCrossEntropy", "SdcaMaximumEntropy", "LbfgsMaximumEntropy", "LightGbm", "OneVersusAll of FastTree"];

    /// <summary>Those that predict labels for our Evaluate.</summary>
    public static string[] MultiLabel { get; } =
    ["BinaryCrossEntropy", "LbfgsLogisticRegression", "SdcaLogisticRegression"];

    /// <summary>What EmbedImages reads, with what makes it of a path.</summary>
    public static IReadOnlyDictionary<string, Func<MLContext, Shapes, IEstimator<ITransformer>>> Inputs { get; } =
        new Dictionary<string, Func<MLContext, Shapes, IEstimator<ITransformer>>>
        {
            ["paths"] = (ml, _) => ml.Transforms.CopyColumns("Picture", "ImagePath"),
            ["bytes"] = (ml, _) => ml.Transforms.CopyColumns("Picture", "Image"),
            ["MLImage of LoadImages"] = (ml, _) => ml.Transforms.LoadImages("Picture", "", "ImagePath"),
            ["MLImage of ResizeImages"] = (ml, _) =>
                ml
                    .Transforms.LoadImages("Whole", "", "ImagePath")
                    .Append(ml.Transforms.ResizeImages("Picture", 64, 64, "Whole")),
        };

    private static SoftmaxOptions Softmax { get; } = new() { L2Regularization = 0.01 };

    private static MultiLabelOptions Labels { get; } = new() { L2Regularization = 0.01 };
}
