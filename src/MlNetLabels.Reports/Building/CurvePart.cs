using System.Numerics.Tensors;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Metrics;
using MlNetLabels.Numerics;

namespace MlNetLabels.Reports.Building;

/// <summary>Curves that a page can draw without every image's probabilities.</summary>
internal static class CurvePart
{
    public static IReadOnlyList<ThresholdCurve> Thresholds(ReportInput input)
    {
        var truth = input.Evaluation.Test.Labels!;
        var probabilities = input.Evaluation.Outputs.LabelProbabilities!;
        return [.. input.Model.Manifest.Labels!.Names.Select((label, k) => ThresholdCurve.From(
            label,
            [.. Enumerable.Range(0, truth.Rows).Select(i => (double)probabilities[i, k])],
            [.. Enumerable.Range(0, truth.Rows).Select(i => Known(truth[i, k]))],
            input.Model.Manifest.Labels.Thresholds[k].Threshold))];
    }

    public static PerHead<CalibrationDiagrams> Calibration(ReportInput input)
    {
        var (test, outputs, model) = (input.Evaluation.Test, input.Evaluation.Outputs, input.Model.Manifest);
        return new PerHead<CalibrationDiagrams>
        {
            Softmax = test.Classes is { } classes ? Softmax(Activated(outputs.Raw.SoftmaxLogits!, row => Losses.Softmax(row, row)), outputs.ClassProbabilities!, classes, model.Softmax!.Classes, input.Evaluation.Softmax!.Value.Metrics) : null,
            Labels = test.Labels is { } labels ? Labels(Activated(outputs.Raw.LabelLogits!, Sigmoids), outputs.LabelProbabilities!, labels, model.Labels!.Names, input.Evaluation.Labels!.Value.Metrics) : null,
        };
    }

    private static CalibrationDiagrams Softmax(Matrix before, Matrix after, int[] classes, IReadOnlyList<string> names, MulticlassMetrics metrics) => new()
    {
        Before = Softmax(before, classes, MulticlassEvaluator.Evaluate(classes, before, names)),
        After = Softmax(after, classes, metrics),
    };

    // Brier and log-loss do not depend on thresholds.
    private static CalibrationDiagrams Labels(Matrix before, Matrix after, LabelMatrix truth, IReadOnlyList<string> names, MultiLabelMetrics metrics) => new()
    {
        Before = Labels(before, truth, MultiLabelEvaluator.Evaluate(truth, before, new double[names.Count], names)),
        After = Labels(after, truth, metrics),
    };

    private static ReliabilityDiagram Softmax(Matrix probabilities, int[] classes, MulticlassMetrics metrics)
    {
        var confidences = new double[classes.Length];
        var hits = new bool[classes.Length];
        for (int i = 0; i < classes.Length; i++)
        {
            var row = probabilities.Row(i);
            int top = TensorPrimitives.IndexOfMax<float>(row);
            (confidences[i], hits[i]) = (row[top], top == classes[i]);
        }
        return Diagram(confidences, hits, metrics.Brier, metrics.LogLoss);
    }

    private static ReliabilityDiagram Labels(Matrix probabilities, LabelMatrix truth, MultiLabelMetrics metrics)
    {
        var cells = from i in Enumerable.Range(0, truth.Rows)
                    from k in Enumerable.Range(0, truth.Labels)
                    where truth[i, k] != LabelState.Unknown
                    select (P: (double)probabilities[i, k], Hit: truth[i, k] == LabelState.Present);
        var known = cells.ToArray();
        return Diagram([.. known.Select(c => c.P)], [.. known.Select(c => c.Hit)], metrics.Brier, metrics.LogLoss);
    }

    private static ReliabilityDiagram Diagram(double[] confidences, bool[] hits, double? brier, double? logLoss) => new()
    {
        Bins = [.. CalibrationError.Reliability(confidences, hits).Where(b => b.Count > 0).Select(b => new DiagramBin(b.Low, b.High, b.Count, b.MeanConfidence, b.HitRate))],
        Ece = CalibrationError.Expected(confidences, hits),
        Brier = brier,
        LogLoss = logLoss,
    };

    private static Matrix Activated(Matrix logits, Action<Span<float>> activate)
    {
        var probabilities = new Matrix(logits.Rows, logits.Columns, logits.Span.ToArray());
        for (int i = 0; i < logits.Rows; i++) activate(probabilities.Row(i));
        return probabilities;
    }

    private static void Sigmoids(Span<float> row)
    {
        foreach (ref float z in row) z = (float)Losses.Sigmoid(z);
    }

    private static bool? Known(LabelState state) => state == LabelState.Unknown ? null : state == LabelState.Present;
}
