using MlNetLabels.Calibration;
using MlNetLabels.Heads;
using MlNetLabels.Models;

namespace MlNetLabels.Reports.Building;

/// <summary>The report's account of the model.</summary>
internal static class ModelBuilder
{
    public static ModelReport Build(Model model)
    {
        var description = model.Description;
        return new ModelReport
        {
            Name = NameOf(Path.TrimEndingDirectorySeparator(description.Source)),
            Backbone = new BackboneReport
            {
                Name = description.Backbone.Name,
                Sha256 = description.Backbone.Sha256 ?? "unknown",
                Dimension = description.Backbone.Dimension,
            },
            SwitchedOff = model.SwitchedOff(),
            Sample = description.Sample,
            Classes = description.Softmax?.Classes ?? [],
            Labels = description.Labels?.Names ?? [],
            Thresholds = description.Labels?.Thresholds.ToDictionary(t => t.Label, t => t.Threshold),
            ThresholdChoices = description.Labels is { } heads
                ? [.. heads.Names.SelectMany((_, k) => Choices(heads, k))]
                : null,
            Calibration = new PerHead<CalibrationSummary>
            {
                Softmax = description.Softmax is { } s
                    ? new CalibrationSummary(
                        "temperature",
                        new Dictionary<string, double> { ["temperature"] = s.Temperature }
                    )
                    {
                        NotFitted = s.IsCalibrationTried ? null : s.WhyNotCalibrated,
                        KeptAsTrained = s.IsCalibrationTried ? s.WhyNotCalibrated : null,
                    }
                    : null,
                Labels = description.Labels is { } l ? Summary(l) : null,
            },
            L2 = new PerHead<L2Report>
            {
                Softmax = description.Softmax is { } softmax ? Penalty(softmax.L2, softmax.Path) : null,
                Labels = description.Labels is { } labels ? Penalty(labels.L2, labels.Path) : null,
            },
        };
    }

    // A list is mostly called labels.csv: its folder says more.
    private static string NameOf(string source) =>
        Path.GetFileNameWithoutExtension(source) is HeadNames.Labels
        && Path.GetFileName(Path.GetDirectoryName(source)) is { Length: > 0 } folder
            ? folder
            : Path.GetFileName(source);

    private static IEnumerable<ThresholdChoiceReport> Choices(LabelsDescription heads, int label) =>
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

    private static CalibrationSummary Summary(LabelsDescription labels) =>
        new(
            "per label: Platt, isotonic or none",
            new Dictionary<string, double>
            {
                ["Platt"] = labels.Calibration.Count(c => c is PlattScaling),
                ["isotonic"] = labels.Calibration.Count(c => c is IsotonicCalibration),
                ["none"] = labels.Calibration.Count(c => c is not (PlattScaling or IsotonicCalibration)),
            }
        )
        {
            NotFitted = labels.NotCalibrated.Count == labels.Names.Count ? labels.WhyNotCalibrated : null,
            NotFittedFor =
                labels.WhyNotCalibrated is { } why && labels.NotCalibrated.Count < labels.Names.Count
                    ? $"{labels.NotCalibrated.Count} of {labels.Names.Count} labels, since {why}"
                    : null,
            KeptAsTrained =
                labels.NotCalibrated.Count == 0
                && labels.Calibration.All(c => c is not (PlattScaling or IsotonicCalibration))
                    ? "on images held out no calibration was better"
                    : null,
        };

    private static L2Report Penalty(double l2, IReadOnlyList<LambdaPoint> path) =>
        new(l2, [.. path.Select(p => new L2Point(p.L2, p.LogLoss))]);
}
