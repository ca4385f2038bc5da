using MlNetLabels.Evaluation;

namespace MlNetLabels.Reports.Text;

/// <summary>What the difference between the two heads means for this data, in sentences.</summary>
internal static class HeadDifference
{
    private const double Notable = 0.05,
        Kept = 0.95;

    // Of fewer images, in or out of domain, chance makes the AUROC.
    private const int Few = 10;

    /// <summary>One sentence or more; empty unless both heads apply.</summary>
    public static IEnumerable<string> Describe(ReportContent report)
    {
        if (report.Confidence is not { Softmax: { } softmax, Labels: { } labels })
            yield break;
        yield return InDomain(softmax.InDomain, labels.InDomain);
        bool isMirrored = report.Model.Classes.Count == 2 && report.Negatives is null;
        if (isMirrored)
            yield return "With two classes and no negatives among the training images, the two label heads mirror "
                + "each other: what speaks for one class speaks against the other, as in softmax. Expect them to be about "
                + "as sure.";
        foreach (var (set, outside) in softmax.OutOfDomain)
            if (outside.Count > 0 && labels.OutOfDomain.GetValueOrDefault(set) is { } other)
                yield return OutOfDomain(report, set, outside, other);
    }

    private static string InDomain(ConfidenceSummary softmax, ConfidenceSummary labels) =>
        $"On images of its kind, softmax is more than 90% sure of {Figures.Percent(softmax.ShareAbove90)} and the "
        + $"label heads of {Figures.Percent(labels.ShareAbove90)}"
        + (
            labels.ShareNone is > 0 and { } none
                ? $"; the label heads leave {Figures.Percent(none)} without any label, which softmax never does."
                : "."
        );

    private static string OutOfDomain(
        ReportContent report,
        string set,
        ConfidenceSummary softmax,
        ConfidenceSummary labels
    )
    {
        double difference = (softmax.ShareAbove90 ?? 0) - (labels.ShareAbove90 ?? 0);
        string sure = difference switch
        {
            > Notable => $"softmax is {Surer(report, set)}",
            < -Notable => $"the label heads are {Surer(report, set)}",
            _ => "both are about as sure",
        };
        return $"On {set}, {sure}: above 90% on {Figures.Percent(softmax.ShareAbove90)} (softmax) and "
            + $"{Figures.Percent(labels.ShareAbove90)} (labels)."
            + (Math.Min(softmax.Count, report.Confidence.Softmax!.InDomain.Count) < Few ? "" : Separation(report, set));
    }

    private static string Surer(ReportContent report, string set) =>
        report.SureOfOneBySet?.GetValueOrDefault(set)?.Chance() is { } p
            ? $"somewhat surer, within chance ({Figures.Chance(p)})"
            : "surer";

    // Being less sure of strangers is worth something only where one stays sure of one's own: AUROC does not depend on
    // where the confidence is cut.
    private static string Separation(ReportContent report, string set)
    {
        if (
            LargestProbabilityAuroc.Find(report, HeadNames.Softmax, set) is not { } softmax
            || LargestProbabilityAuroc.Find(report, HeadNames.Labels, set) is not { } labels
        )
            return "";
        string verdict = (labels - softmax) switch
        {
            > Notable => "The label heads' confidence tells these images apart better",
            < -Notable => "Softmax's confidence tells these images apart better",
            _ => Math.Max(softmax, labels) >= Kept
                ? "Either head's confidence tells these images apart well"
                : "Neither head's confidence tells these images apart better than the other's",
        };
        return $" {verdict}: AUROC {Figures.Number(softmax)} (softmax) and {Figures.Number(labels)} (labels).";
    }
}
