using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports.Gates;

/// <summary>A figure that can be bounded: how it is read from a report and what to do where it fails.</summary>
/// <param name="Key">Its name in a gates file.</param>
/// <param name="Name">What is bounded, in words.</param>
/// <param name="IsMinimum">Whether the bound is a minimum.</param>
/// <param name="Advice">What to do where it fails.</param>
/// <param name="Read">The figure.</param>
/// <param name="IsShare">Whether it is a share of images rather than a metric.</param>
/// <param name="WithoutCheck">What is bounded where the domain check is off; null where that changes nothing.</param>
internal sealed record GateDefinition(
    string Key,
    string Name,
    bool IsMinimum,
    string Advice,
    Func<ReportContent, GateFigure> Read,
    bool IsShare = false,
    string? WithoutCheck = null
)
{
    public const string SkippedFiles = "maxSkippedFiles";

    /// <summary>What is bounded and what to do where it fails, for this report's domain check.</summary>
    public (string Name, string Advice) Words(ReportContent report) =>
        WithoutCheck is { } name && SwitchedOff.IsDomainCheckOff(report) ? (name, SwitchedOff.Advice) : (Name, Advice);

    public static IReadOnlyList<GateDefinition> All { get; } =
    [
        new(
            "minAccuracy",
            "Accuracy of the softmax head on test images",
            true,
            "Look at the confused classes and the most confident mistakes; correct their labels, or add images of those classes.",
            r => Softmax(r, "accuracy", m => m.Accuracy),
            IsShare: true
        ),
        new(
            "minMacroF1",
            "Macro F1 of the answering head on test images",
            true,
            "The mean is over classes or labels: add images of the one with the lowest F1.",
            r =>
                r.Heads.Softmax is not null
                    ? Softmax(r, "macroF1", m => m.MacroF1)
                    : Labels(r, "macroF1", m => m.MacroF1)
        ),
        new(
            "minMeanAveragePrecision",
            "Mean average precision of the label heads on test images",
            true,
            "Add images of the labels with the lowest average precision.",
            r => Labels(r, "mapMacro", m => m.MapMacro)
        ),
        new(
            "minMicroF1",
            "Micro F1 of the label heads on test images",
            true,
            "Look at the labels with the lowest F1 and at their thresholds; train with another --threshold rule, or add images.",
            r => Labels(r, "microF1", m => m.MicroF1)
        ),
        new(
            "maxEce",
            "Expected calibration error of the answering head on test images",
            false,
            "Add images, which the calibration is fitted on, then train again.",
            Ece
        ),
        new(
            "minOutOfDomainAuroc",
            "Lowest AUROC of the domain check over the out-of-domain sets",
            true,
            "Train with --validation-out-of-domain and images of that kind, so that they choose the score.",
            Auroc,
            WithoutCheck: "Lowest AUROC over the out-of-domain sets of the score that would decide, were the domain check not off"
        ),
        new(
            "maxConfidentWrongAcceptances",
            "Largest share of images answered by the whole model with a wrong class, or of label sets a wrong label, of more than "
                + "90%, in domain or of any out-of-domain set",
            false,
            "Where it is in domain, correct the labels of the mistakes or add images of what is confused; else let less through with "
                + "a higher --reject-rate, or train with --validation-out-of-domain and such images, so that they choose the score.",
            ConfidentWrong,
            IsShare: true,
            WithoutCheck: "Largest share of images answered, without a domain check, which is off, with a wrong class, or of label "
                + "sets a wrong label, of more than 90%, in domain or of any out-of-domain set"
        ),
        new(
            "minInDomainAccepted",
            "Share of in-domain test images that the domain check accepts",
            true,
            "Lower --reject-rate, or add images of the kinds that are rejected to the training data.",
            r =>
                new(
                    r.DomainCheck?.TestCoverage,
                    SwitchedOff.IsDomainCheckOff(r) ? "the domain check is off" : "there is no test image"
                ),
            IsShare: true,
            WithoutCheck: "Share of in-domain test images that the domain check accepts"
        ),
        new(
            SkippedFiles,
            "Files that could not be used",
            false,
            "Repair or remove the files listed under Data audit.",
            r => new(r.Data.Skipped.Count, "")
        ),
    ];

    private static GateFigure Softmax(
        ReportContent report,
        string name,
        Func<Metrics.MulticlassMetrics, double?> metric
    ) =>
        report.Heads.Softmax is not { Test: { } test } head
            ? new(null, "the model has no softmax head, or it was not judged on test images")
            : new(
                metric(test),
                test.Undefined.GetValueOrDefault(name, "it is undefined on these images"),
                head.Intervals?.Test?.GetValueOrDefault(name)
            );

    private static GateFigure Labels(
        ReportContent report,
        string name,
        Func<Metrics.MultiLabelMetrics, double?> metric
    ) =>
        report.Heads.Labels is not { Test: { } test } head
            ? new(null, "the model has no label heads, or they were not judged on test images")
            : new(
                metric(test),
                test.Undefined.GetValueOrDefault(name, "it is undefined on these images"),
                head.Intervals?.Test?.GetValueOrDefault(name)
            );

    // Few images make an error where there is none, so that only what is beyond it counts.
    private static GateFigure Ece(ReportContent report) =>
        report.Heads.Softmax is not null
            ? Softmax(report, "ece", m => m.Ece) with
            {
                ByChance = report.Calibration?.Softmax?.After?.Noise?.Upper,
            }
            : new(report.Calibration?.Labels?.After?.Ece, "the label heads were not judged on test images")
            {
                ByChance = report.Calibration?.Labels?.After?.Noise?.Upper,
            };

    private static GateFigure Auroc(ReportContent report)
    {
        var found = report.OutOfDomain.Where(x => x.Score == report.DomainCheck?.Score).ToList();
        return found.Count == 0 || found.Any(x => x.Auroc is null)
            ? new(
                null,
                found.Count == 0
                    ? "no out-of-domain images were given; add some with --out-of-domain"
                    : $"the set '{found.First(x => x.Auroc is null).Set}' has no image to judge"
            )
            : new(found.Min(x => x.Auroc), "");
    }

    // The worst set decides: a mean would let many harmless images hide a dangerous kind.
    private static GateFigure ConfidentWrong(ReportContent report)
    {
        var rule = report.SideBySide.FirstOrDefault(x => x.DomainCheck is not null);
        if (rule is null || rule.OutOfDomain.Count == 0)
            return new(null, "no out-of-domain images were given; add some with --out-of-domain");
        var outcomes = rule.OutOfDomain.Values.Append(rule.InDomain).ToList();
        return outcomes.Any(x => x.ConfidentWrong is null)
            ? new(null, "a set has no image to judge")
            : new(outcomes.Max(x => x.ConfidentWrong), "");
    }
}

/// <summary>A figure, or why there is none.</summary>
internal readonly record struct GateFigure(double? Value, string Reason, ConfidenceInterval? Interval = null)
{
    /// <summary>What a faultless model stays at or below in 95 % of cases; null where that is 0.</summary>
    public double? ByChance { get; init; }
}
