using Microsoft.ML;
using MlNetLabels.MLNet.Saving;
using MlNetLabels.Onnx;

namespace MlNetLabels.MLNet.Heads;

/// <summary>Heads as steps of a pipeline.</summary>
internal static class HeadSteps
{
    public static OnnxStep Create(OnnxHead head) => new(head.ToOnnx(), Columns(head));

    /// <summary>What a softmax head adds to columns; sizes are no part of a shape, so any head will do.</summary>
    public static SchemaShape SoftmaxShape(SchemaShape input, string features) =>
        ColumnShapes.Add(input, Softmax(features, 1, ["a"]));

    /// <summary>What label heads add to columns.</summary>
    public static SchemaShape LabelsShape(SchemaShape input, string features) =>
        ColumnShapes.Add(input, Labels(features, 1));

    private static OnnxColumns Columns(OnnxHead head) =>
        head.Thresholds is null
            ? Softmax(head.FeatureColumn, head.Layer.Weights.Columns, head.Names)
            : Labels(head.FeatureColumn, head.Layer.Weights.Columns);

    private static OnnxColumns Softmax(string features, int dimension, IReadOnlyList<string> classes) =>
        new(features, dimension, [HeadColumns.Score], classes, []);

    private static OnnxColumns Labels(string features, int dimension) =>
        new(features, dimension, [HeadColumns.Score, HeadColumns.Probability], null, [HeadColumns.PredictedLabels]);
}
