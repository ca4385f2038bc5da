using MlNetLabels.Calibration;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Metrics;
using MlNetLabels.Numerics;

namespace MlNetLabels.Models;

/// <summary>Calibrates heads, chooses thresholds and measures both on the validation rows.</summary>
/// <param name="data">All embedded images.</param>
/// <param name="validation">The validation rows.</param>
/// <param name="threshold">How each label's threshold is chosen.</param>
internal sealed class HeadCalibration(EmbeddedDataset data, int[] validation, ThresholdRule threshold)
{
    /// <param name="softmax">The head.</param>
    /// <param name="validationLogits">Its logits [validation rows x classes].</param>
    public SoftmaxManifest Softmax(HeadFit softmax, Matrix validationLogits)
    {
        int[] positions = data.LabelledPositions(validation);
        int[] truth = data.Dataset.Classes(validation.At(positions));
        var logits = validationLogits.Select(positions);
        var temperature = TemperatureScaling.Choose(logits, truth);
        var metrics =
            truth.Length == 0
                ? null
                : MulticlassEvaluator.Evaluate(
                    truth,
                    CalibratedProbabilities.ForClasses(logits, temperature),
                    data.Dataset.LabelNames
                );
        return new SoftmaxManifest(
            data.Dataset.LabelNames,
            softmax.L2,
            softmax.Objectives[0],
            softmax.Path,
            temperature,
            metrics
        );
    }

    /// <param name="heads">The heads.</param>
    /// <param name="validationLogits">Logits of the label heads [validation rows x labels].</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public LabelsManifest Labels(TrainedHeads heads, Matrix validationLogits, CancellationToken cancellationToken) =>
        Labels(heads, heads.Labels!, validation, validationLogits, cancellationToken);

    /// <summary>The heads without known negatives, whose thresholds are chosen without them too.</summary>
    /// <param name="heads">The heads.</param>
    /// <param name="validationRows">The validation rows, standardised.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public LabelsManifest? WithoutNegatives(
        TrainedHeads heads,
        FeatureRows validationRows,
        CancellationToken cancellationToken
    )
    {
        if (heads.WithoutNegatives is not { } without)
            return null;
        int[] positions = data.LabelledPositions(validation);
        var logits = without.Layer.Logits(validationRows.Select(positions));
        return Labels(heads, without, validation.At(positions), logits, cancellationToken);
    }

    private LabelsManifest Labels(
        TrainedHeads heads,
        HeadFit labels,
        int[] rows,
        Matrix logits,
        CancellationToken cancellationToken
    )
    {
        string[] names = [.. heads.Learned.Select(k => data.Dataset.LabelNames[k])];
        var truth = data.Dataset.Truth(rows).SelectLabels(heads.Learned);
        var calibration = Calibrator.ChooseEach(logits, truth, cancellationToken);
        var probabilities = CalibratedProbabilities.ForLabels(logits, [.. calibration.Select(c => c.Calibration)]);
        var thresholds = Thresholds.ChooseEach(names, probabilities, truth, threshold);
        var metrics =
            rows.Length == 0
                ? null
                : MultiLabelEvaluator.Evaluate(truth, probabilities, [.. thresholds.Select(t => t.Threshold)], names);
        return new LabelsManifest(
            names,
            labels.L2,
            labels.Objectives,
            labels.Path,
            calibration,
            thresholds,
            heads.LeftOut,
            metrics
        )
        {
            OtherThresholds =
            [
                .. Thresholds
                    .Usual.Where(rule => rule != threshold)
                    .SelectMany(rule => Thresholds.ChooseEach(names, probabilities, truth, rule))
                    .OrderBy(choice => Array.IndexOf(names, choice.Label)),
            ],
        };
    }
}
