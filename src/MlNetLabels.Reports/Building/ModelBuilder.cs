using MlNetLabels.Calibration;
using MlNetLabels.Heads;
using MlNetLabels.Models;

namespace MlNetLabels.Reports.Building;

/// <summary>The report's account of the model.</summary>
internal static class ModelBuilder
{
    public static ModelReport Build(Model model)
    {
        var manifest = model.Manifest;
        return new ModelReport
        {
            Name = NameOf(Path.TrimEndingDirectorySeparator(manifest.Training.Source)),
            Backbone = new BackboneReport
            {
                Name = manifest.Backbone.Name,
                Sha256 = manifest.Backbone.Sha256 ?? "unknown",
                Dimension = manifest.Backbone.Dimension,
            },
            Classes = manifest.Softmax?.Classes ?? [],
            Labels = manifest.Labels?.Names ?? [],
            Thresholds = manifest.Labels?.Thresholds.ToDictionary(t => t.Label, t => t.Threshold),
            ThresholdChoices = manifest.Labels is { } heads
                ? [.. heads.Names.SelectMany((_, k) => Choices(heads, k))]
                : null,
            Calibration = new PerHead<CalibrationSummary>
            {
                Softmax = manifest.Softmax is { } s
                    ? new CalibrationSummary(
                        "temperature",
                        new Dictionary<string, double> { ["temperature"] = s.Temperature.Temperature }
                    )
                    {
                        NotFitted = s.Temperature.Reason,
                    }
                    : null,
                Labels = manifest.Labels is { } l ? Summary(l) : null,
            },
            L2 = new PerHead<L2Report>
            {
                Softmax = manifest.Softmax is { } softmax ? Penalty(softmax.L2, softmax.Path) : null,
                Labels = manifest.Labels is { } labels ? Penalty(labels.L2, labels.Path) : null,
            },
        };
    }

    // A list is mostly called labels.csv: its folder says more.
    private static string NameOf(string source) =>
        Path.GetFileNameWithoutExtension(source) is HeadNames.Labels
        && Path.GetFileName(Path.GetDirectoryName(source)) is { Length: > 0 } folder
            ? folder
            : Path.GetFileName(source);

    private static IEnumerable<ThresholdChoiceReport> Choices(LabelsManifest heads, int label) =>
        heads
            .OtherThresholds.Where(c => c.Label == heads.Names[label])
            .Select(c => Choice(c, false))
            .Prepend(Choice(heads.Thresholds[label], true));

    private static ThresholdChoiceReport Choice(ThresholdChoice choice, bool isInUse) =>
        new(choice.Label, choice.Rule.ToString(), choice.Threshold, isInUse)
        {
            Precision = choice.Precision,
            Recall = choice.Recall,
            F1 = choice.F1,
            Reason = choice.Reason,
        };

    private static CalibrationSummary Summary(LabelsManifest labels) =>
        new(
            "per label: Platt, isotonic or none",
            new Dictionary<string, double>
            {
                ["Platt"] = labels.Calibration.Count(c => c.Calibration is PlattScaling),
                ["isotonic"] = labels.Calibration.Count(c => c.Calibration is IsotonicCalibration),
                ["none"] = labels.Calibration.Count(c => c.Calibration is IdentityCalibration),
            }
        )
        {
            NotFitted = labels.Calibration.All(IsUnfitted) ? "the validation images are too few" : null,
        };

    // Where something competed and lost, the probabilities as trained are the best there are.
    private static bool IsUnfitted(CalibrationChoice choice) =>
        choice is { Calibration: IdentityCalibration, PlattLogLoss: null, IsotonicLogLoss: null };

    private static L2Report Penalty(double l2, IReadOnlyList<LambdaPoint> path) =>
        new(l2, [.. path.Select(p => new L2Point(p.L2, p.LogLoss))]);
}
