using MlNetLabels.Metrics;
using MlNetLabels.Monitoring;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Models;

/// <summary>Whether what a manifest says can be true. Bounds are far beyond what training gives.</summary>
internal static class ManifestChecks
{
    private const int MaxDimension = 1 << 15,
        MaxRows = 1 << 30;

    /// <exception cref="InvalidInputException">Something in it cannot be true; the message says what.</exception>
    public static void Run(ModelManifest manifest)
    {
        Between("the backbone's dimension", manifest.Backbone.Dimension, 1, MaxDimension);
        Between("training rows", manifest.Training.TrainRows, 0, MaxRows);
        Between("validation rows", manifest.Training.ValidationRows, 0, MaxRows);
        if (manifest.Softmax is null && manifest.Labels is null)
            throw new InvalidInputException("it has no head");
        if (manifest.Training.Options is not { Heads: not null, Threshold: not null })
            throw new InvalidInputException("it does not say how it was trained");
        if (manifest.Softmax is { } softmax)
        {
            Names("class", softmax.Classes);
            AtLeastZero("lambda", softmax.L2);
            Gap(softmax.Gap);
            Confusion(softmax.Classes.Count, softmax.Validation);
            Confusion(softmax.Classes.Count, softmax.OutOfFold);
        }
        foreach (var labels in new[] { manifest.Labels, manifest.LabelsWithoutNegatives }.OfType<LabelsManifest>())
            Labels(labels);
        foreach (var picture in manifest.Pictures ?? [])
            picture.Check();
        foreach (var score in manifest.Domain.Scores)
        foreach (var (name, value) in score.Numbers)
            Finite($"{name} of the score {score.Name}", value);
        foreach (var score in manifest.Domain.Scores)
            Heads(score, manifest.Softmax is not null, manifest.Labels is not null);
    }

    // What a score reads is there; ViM says by a number whose logits it was fitted on.
    private static void Heads(ScoreManifest score, bool hasSoftmax, bool hasLabels)
    {
        string head = score.Numbers.TryGetValue("source", out double source)
            ? ((VimScorer.LogitSource)source).ToString().ToLowerInvariant()
            : OutOfDomainScorers.HeadOf(score.Name);
        if ((head == "softmax" && !hasSoftmax) || (head == "labels" && !hasLabels))
            throw new InvalidInputException($"its score {score.Name} reads the {head} head, which it has not");
    }

    private static void Labels(LabelsManifest labels)
    {
        Names("label", labels.Names);
        AtLeastZero("lambda", labels.L2);
        Gap(labels.Gap);
        if (labels.Sets is { } sets)
        {
            Between("the miss rate", sets.MissRate, double.Epsilon, 1 - 1e-12);
            Finite("the cut of label sets", sets.Cut ?? 0);
        }
        if (!labels.Thresholds.Select(t => t.Label).SequenceEqual(labels.Names))
            throw new InvalidInputException("its thresholds are of other labels than its heads, or in another order");
        foreach (var threshold in labels.Thresholds)
            Between($"the threshold of '{threshold.Label}'", threshold.Threshold, 0, 1);
        if (labels.Calibration.Count != labels.Names.Count)
            throw new InvalidInputException(
                $"it has {labels.Names.Count} labels but {labels.Calibration.Count} calibrations"
            );
    }

    private static void Gap(EstimateGap? gap)
    {
        if (gap is null)
            return;
        Between("the number of images held out", gap.Images, 1, MaxRows);
        Between("the number of groups held out", gap.Groups, 1, gap.Images);
        Finite("how far held-out images were off", gap.Mean);
        AtLeastZero("the spread of how far they were", gap.Spread);
        AtLeastZero("the error of how far they were", gap.StandardError);
    }

    private static void Confusion(int classes, MulticlassMetrics? metrics)
    {
        if (
            metrics is not null
            && (
                metrics.PerClass.Count != classes
                || metrics.Confusion.Length != classes
                || metrics.Confusion.Any(row => row.Length != classes)
            )
        )
            throw new InvalidInputException($"its metrics are not of {classes} classes");
    }

    private static void Names(string what, IReadOnlyList<string> names)
    {
        if (names.Count == 0 || names.Any(string.IsNullOrWhiteSpace))
            throw new InvalidInputException($"a {what} has no name");
        if (names.CountBy(n => n).FirstOrDefault(n => n.Value > 1) is { Key: { } twice })
            throw new InvalidInputException($"the {what} '{twice}' is named twice");
    }

    private static void AtLeastZero(string what, double value) => Between(what, value, 0, double.MaxValue);

    private static void Finite(string what, double value) => Between(what, value, double.MinValue, double.MaxValue);

    private static void Between(string what, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
            throw new InvalidInputException(
                FormattableString.Invariant($"{what} is {value}, not between {least} and {most}")
            );
    }
}
