using MlNetLabels.Calibration;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Metrics;
using MlNetLabels.Monitoring;
using MlNetLabels.Numerics;
using MlNetLabels.Sets;

namespace MlNetLabels.Models;

/// <summary>Calibrates heads, chooses thresholds and measures both on images held out from them.</summary>
/// <param name="data">All embedded images.</param>
/// <param name="heads">The heads.</param>
/// <param name="held">Logits of images held out.</param>
/// <param name="options">How each label's threshold is chosen, and what sets promise.</param>
/// <param name="folds">The fold that held out each image; null where they are validation images.</param>
internal sealed class HeadCalibration(
    EmbeddedDataset data,
    TrainedHeads heads,
    HeldLogits held,
    TrainerOptions options,
    int[]? folds
)
{
    private bool IsCross => folds is not null;

    /// <summary>The softmax head; null where there is none.</summary>
    public SoftmaxManifest? Softmax()
    {
        if (heads.Softmax is not { } softmax)
            return null;
        int[] positions = data.LabelledPositions(held.Rows),
            rows = held.Rows.At(positions),
            truth = data.Dataset.Classes(rows);
        var logits = held.Softmax!.Select(positions);
        int[] groups = RowGroups.Assign(data.Dataset, data.Contents, rows);
        var temperature = TemperatureScaling.Choose(logits, truth, groups);
        var probabilities = CalibratedProbabilities.ForClasses(logits, temperature);
        var metrics =
            truth.Length == 0 ? null : MulticlassEvaluator.Evaluate(truth, probabilities, data.Dataset.LabelNames);
        return new SoftmaxManifest(
            data.Dataset.LabelNames,
            softmax.L2,
            softmax.Objectives[0],
            softmax.Path,
            temperature,
            IsCross ? null : metrics
        )
        {
            OutOfFold = IsCross ? metrics : null,
            Sets = ClassSets.Fit(logits, truth, folds?.At(positions), groups, options.MissRate).Manifest,
            Gap = EstimateGap.OfClasses(probabilities, truth, groups),
        };
    }

    /// <summary>The label heads; null where there are none.</summary>
    public LabelsManifest? Labels(CancellationToken cancellationToken) =>
        heads.Labels is { } labels ? Labels(labels, held.Rows, held.Labels!, cancellationToken) : null;

    /// <summary>The heads without known negatives, whose thresholds are chosen without them too.</summary>
    public LabelsManifest? WithoutNegatives(CancellationToken cancellationToken)
    {
        if (heads.WithoutNegatives is not { } without)
            return null;
        int[] positions = data.LabelledPositions(held.Rows);
        return Labels(without, held.Rows.At(positions), held.WithoutNegatives!.Select(positions), cancellationToken);
    }

    private LabelsManifest Labels(HeadFit labels, int[] rows, Matrix logits, CancellationToken cancellationToken)
    {
        string[] names = [.. heads.Learned.Select(k => data.Dataset.LabelNames[k])];
        var truth = data.Dataset.Truth(rows).SelectLabels(heads.Learned);
        int[] groups = RowGroups.Assign(data.Dataset, data.Contents, rows);
        var calibration = Calibrator.ChooseEach(logits, truth, cancellationToken);
        var probabilities = CalibratedProbabilities.ForLabels(logits, [.. calibration.Select(c => c.Calibration)]);
        var thresholds = Thresholds.ChooseEach(names, probabilities, truth, options.Threshold);
        double[] cuts = [.. thresholds.Select(t => t.Threshold)];
        var metrics = rows.Length == 0 ? null : MultiLabelEvaluator.Evaluate(truth, probabilities, cuts, names);
        return new LabelsManifest(
            names,
            labels.L2,
            labels.Objectives,
            labels.Path,
            calibration,
            thresholds,
            heads.LeftOut,
            IsCross ? null : metrics
        )
        {
            OutOfFold = IsCross ? metrics : null,
            Sets = new(options.MissRate, MissedLabels.Cut(logits, truth, groups, options.MissRate)),
            Gap = EstimateGap.OfLabels(probabilities, cuts, truth, groups),
            OtherThresholds =
            [
                .. Thresholds
                    .Usual.Where(rule => rule != options.Threshold)
                    .SelectMany(rule => Thresholds.ChooseEach(names, probabilities, truth, rule))
                    .OrderBy(choice => Array.IndexOf(names, choice.Label)),
            ],
        };
    }
}
