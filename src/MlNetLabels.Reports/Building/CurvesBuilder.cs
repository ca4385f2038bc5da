using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Metrics;
using MlNetLabels.Numerics;

namespace MlNetLabels.Reports.Building;

/// <summary>Curves that a page can draw without every image's probabilities.</summary>
internal static class CurvesBuilder
{
    public static IReadOnlyList<ThresholdCurve> Thresholds(ReportInput input)
    {
        var truth = input.Evaluation.Test.Labels!;
        var probabilities = input.Evaluation.Outputs.LabelProbabilities!;
        return
        [
            .. input.Model.Description.Labels!.Names.Select(
                (label, k) =>
                    ThresholdCurve.From(
                        label,
                        [.. Enumerable.Range(0, truth.Rows).Select(i => (double)probabilities[i, k])],
                        [.. Enumerable.Range(0, truth.Rows).Select(i => Known(truth[i, k]))],
                        input.Model.Description.Labels.Thresholds[k].Threshold
                    )
            ),
        ];
    }

    public static PerHead<CalibrationDiagrams> Calibration(ReportInput input)
    {
        var (test, outputs, model) = (input.Evaluation.Test, input.Evaluation.Outputs, input.Model.Description);
        return new PerHead<CalibrationDiagrams>
        {
            Softmax = test.Classes is { } classes
                ? Softmax(
                    Activated(outputs.ClassLogits!, row => Losses.Softmax(row, row)),
                    outputs.ClassProbabilities!,
                    classes,
                    model.Softmax!.Classes,
                    input.Evaluation.Softmax!.Value.Metrics
                )
                : null,
            Labels = test.Labels is { } labels
                ? Labels(
                    Activated(outputs.LabelLogits!, Sigmoids),
                    outputs.LabelProbabilities!,
                    labels,
                    model.Labels!.Names,
                    input.Evaluation.Labels!.Value.Metrics
                )
                : null,
        };
    }

    private static CalibrationDiagrams Softmax(
        Matrix before,
        Matrix after,
        int[] classes,
        IReadOnlyList<string> names,
        MulticlassMetrics metrics
    ) =>
        new()
        {
            Before = Softmax(before, classes, new MulticlassPredictions(classes, before, names).Score(), false),
            After = Softmax(after, classes, (metrics.Brier, metrics.LogLoss), true),
        };

    // Brier and log-loss do not depend on thresholds.
    private static CalibrationDiagrams Labels(
        Matrix before,
        Matrix after,
        LabelMatrix truth,
        IReadOnlyList<string> names,
        MultiLabelMetrics metrics
    ) =>
        new()
        {
            Before = Labels(
                before,
                truth,
                new MultiLabelPredictions(truth, before, new double[names.Count], names).Score(),
                false
            ),
            After = Labels(after, truth, (metrics.Brier, metrics.LogLoss), true),
        };

    private static ReliabilityDiagram Softmax(
        Matrix probabilities,
        int[] classes,
        (double? Brier, double? LogLoss) scores,
        bool isFinal
    )
    {
        var confidences = new double[classes.Length];
        var hits = new bool[classes.Length];
        for (int i = 0; i < classes.Length; i++)
        {
            var row = probabilities.Row(i);
            int top = TensorPrimitives.IndexOfMax<float>(row);
            (confidences[i], hits[i]) = (row[top], top == classes[i]);
        }
        return Diagram(confidences, hits, scores, isFinal);
    }

    private static ReliabilityDiagram Labels(
        Matrix probabilities,
        LabelMatrix truth,
        (double? Brier, double? LogLoss) scores,
        bool isFinal
    )
    {
        var confidences = new List<double>(truth.Rows * truth.Labels);
        var hits = new List<bool>(confidences.Capacity);
        for (int i = 0; i < truth.Rows; i++)
        for (int k = 0; k < truth.Labels; k++)
        {
            if (truth[i, k] == LabelState.Unknown)
                continue;
            confidences.Add(probabilities[i, k]);
            hits.Add(truth[i, k] == LabelState.Present);
        }
        return Diagram(CollectionsMarshal.AsSpan(confidences), CollectionsMarshal.AsSpan(hits), scores, isFinal);
    }

    private static ReliabilityDiagram Diagram(
        ReadOnlySpan<double> confidences,
        ReadOnlySpan<bool> hits,
        (double? Brier, double? LogLoss) scores,
        bool isFinal
    )
    {
        var bins = MergedBins.Of(CalibrationError.Reliability(confidences, hits));
        var noise = isFinal
            ? CalibrationNoise.Simulate(confidences, hits, shown: [.. bins.Select(b => b.Parts)])
            : null;
        return new()
        {
            Bins =
            [
                .. bins.Select(
                    (b, i) =>
                        new CalibrationBin(b.Bin.Low, b.Bin.High, b.Bin.Count, b.Bin.MeanConfidence, b.Bin.HitRate)
                        {
                            ConsistentLow = noise?.BandLow[i],
                            ConsistentHigh = noise?.BandHigh[i],
                        }
                ),
            ],
            Ece = CalibrationError.Expected(confidences, hits),
            Noise = noise,
            Brier = scores.Brier,
            LogLoss = scores.LogLoss,
        };
    }

    private static Matrix Activated(Matrix logits, Action<Span<float>> activate)
    {
        var probabilities = new Matrix(logits.Rows, logits.Columns, logits.Span.ToArray());
        for (int i = 0; i < logits.Rows; i++)
            activate(probabilities.Row(i));
        return probabilities;
    }

    private static void Sigmoids(Span<float> row)
    {
        foreach (ref float z in row)
            z = (float)Losses.Sigmoid(z);
    }

    private static bool? Known(LabelState state) => state == LabelState.Unknown ? null : state == LabelState.Present;
}
