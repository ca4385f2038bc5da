using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using MlNetLabels.Calibration;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Metrics;
using MlNetLabels.Models;
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
                    model.Softmax!,
                    input.Evaluation.Softmax!.Value.Metrics
                )
                : null,
            Labels = test.Labels is { } labels
                ? Labels(
                    Activated(outputs.LabelLogits!, Sigmoids),
                    outputs.LabelProbabilities!,
                    labels,
                    model.Labels!,
                    input.Evaluation.Labels!.Value.Metrics
                )
                : null,
        };
    }

    private static CalibrationDiagrams Softmax(
        Matrix before,
        Matrix after,
        int[] classes,
        SoftmaxDescription head,
        MulticlassMetrics metrics
    ) =>
        new()
        {
            // As trained there is nothing before.
            Before = head.WhyNotCalibrated is null
                ? Softmax(before, classes, new MulticlassPredictions(classes, before, head.Classes).Score())
                : null,
            After = Softmax(after, classes, (metrics.Brier, metrics.LogLoss)),
        };

    // Brier and log-loss do not depend on thresholds.
    private static CalibrationDiagrams Labels(
        Matrix before,
        Matrix after,
        LabelMatrix truth,
        LabelsDescription heads,
        MultiLabelMetrics metrics
    ) =>
        new()
        {
            Before = heads.Calibration.Any(c => c is PlattScaling or IsotonicCalibration)
                ? Labels(
                    before,
                    truth,
                    new MultiLabelPredictions(truth, before, new double[heads.Names.Count], heads.Names).Score()
                )
                : null,
            After = Labels(after, truth, (metrics.Brier, metrics.LogLoss)),
        };

    private static ReliabilityDiagram Softmax(
        Matrix probabilities,
        int[] classes,
        (double? Brier, double? LogLoss) scores
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
        return Diagram(confidences, hits, scores);
    }

    private static ReliabilityDiagram Labels(
        Matrix probabilities,
        LabelMatrix truth,
        (double? Brier, double? LogLoss) scores
    )
    {
        var confidences = new List<double>(truth.Rows * truth.Labels);
        var hits = new List<bool>(confidences.Capacity);
        int counted = AreMirrored(truth) ? 1 : truth.Labels;
        for (int i = 0; i < truth.Rows; i++)
        for (int k = 0; k < counted; k++)
        {
            if (truth[i, k] == LabelState.Unknown)
                continue;
            confidences.Add(probabilities[i, k]);
            hits.Add(truth[i, k] == LabelState.Present);
        }
        return Diagram(CollectionsMarshal.AsSpan(confidences), CollectionsMarshal.AsSpan(hits), scores);
    }

    // Of two labels one of which is on every image, the second is right when the first is: to count both would make the
    // bands narrower than chance is.
    private static bool AreMirrored(LabelMatrix truth) =>
        truth.Labels == 2
        && Enumerable
            .Range(0, truth.Rows)
            .All(i =>
                (truth[i, 0], truth[i, 1])
                    is
                        (LabelState.Present, LabelState.Absent)
                        or
                        (LabelState.Absent, LabelState.Present)
            );

    private static ReliabilityDiagram Diagram(
        ReadOnlySpan<double> confidences,
        ReadOnlySpan<bool> hits,
        (double? Brier, double? LogLoss) scores
    )
    {
        var bins = MergedBins.Of(CalibrationError.Reliability(confidences, hits));
        var noise = CalibrationNoise.Simulate(confidences, hits, shown: [.. bins.Select(b => b.Parts)]);
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
