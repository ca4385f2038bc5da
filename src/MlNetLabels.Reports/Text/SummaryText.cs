using System.Globalization;
using MlNetLabels.Evaluation;

namespace MlNetLabels.Reports.Text;

/// <summary>The report in plain words: whether the model can be used, and the sentences behind it.</summary>
internal static class SummaryText
{
    private const int FewImages = 30;
    private const double Weak = 0.8,
        Strong = 0.95,
        ManyPassed = 0.2;

    /// <summary>What <paramref name="report"/> says.</summary>
    public static ReportSummary Create(ReportContent report)
    {
        ArgumentNullException.ThrowIfNull(report);
        string[] off = [.. SwitchedOff.Describe(report)];
        var (usability, headline, nextStep) = UsabilityJudge.Judge(report);
        return new(
            usability,
            headline,
            nextStep,
            off,
            [
                .. GateText.Outcome(report.Gates) is { } gates ? [gates] : Array.Empty<string>(),
                .. InDomain(report),
                .. Heads(report) is { } heads ? [heads] : Array.Empty<string>(),
                .. OutOfDomain(report),
                .. Guarded(report),
                .. Separation(report),
                .. CoverageText.Describe(report.DomainCheck) is { } coverage ? [coverage] : Array.Empty<string>(),
                .. CoverageText.DescribeUnsure(report) is { } unsure ? [unsure] : Array.Empty<string>(),
                .. SetsText.Describe(report) is { } sets ? [sets] : Array.Empty<string>(),
                .. Caution(report),
            ]
        );
    }

    // Which head keeps its head where it should not answer at all.
    private static string? Heads(ReportContent report)
    {
        var softmax = Pooled.Create(report.Confidence.Softmax);
        var labels = Pooled.Create(report.Confidence.Labels);
        return (softmax, labels) switch
        {
            ({ } s, { } l) when s.Above90 <= 0.1 && l.Above90 <= 0.1 =>
                $"Neither head is often sure of itself on images it was never trained for: above 90% on "
                    + $"{P(s.Above90)} (softmax) and {P(l.Above90)} (labels).",
            ({ } s, { } l) when l.None >= 0.5 && Math.Abs(l.Above90 - s.Above90) < 0.05 =>
                $"Out of domain the label heads are as sure as softmax: above 90% on {P(l.Above90)}, softmax on "
                    + $"{P(s.Above90)}. It is their thresholds, not their probabilities, that keep them silent on "
                    + $"{P(l.None)}.",
            ({ } s, { } l) when l.None >= 0.5 =>
                $"On images it was never trained for, the label heads stay silent {P(l.None)} of the time; the "
                    + $"softmax head has to answer, and is more than 90% sure on {P(s.Above90)}.",
            ({ } s, { } l) when l.Above90 <= s.Above90 - 0.05 =>
                $"On images it was never trained for, the softmax head is more than 90% sure {P(s.Above90)} of the "
                    + $"time, the label heads {P(l.Above90)}.",
            ({ } s, { } l) =>
                $"Both heads are often sure of images they were never trained for: softmax is more than 90% sure of "
                    + $"{P(s.Above90)} of them, the label heads of {P(l.Above90)}.",
            (null, { } l) when !SwitchedOff.IsDomainCheckOff(report) && Guard(report, HeadNames.Labels) is { } guard =>
                $"Of images it was never trained for, the model labels {P(Answered(guard.Alone))} without the domain "
                    + $"check and {P(Answered(guard.Behind))} with it.",
            (null, { } l) =>
                $"On images it was never trained for, the model labels {P(1 - l.None)} and is more than 90% sure "
                    + $"of {P(l.Above90)}.",
            ({ } s, null) =>
                $"On images it was never trained for, the softmax head has to answer, and is more than 90% sure on {P(s.Above90)}.",
            _ => null,
        };
    }

    private static IEnumerable<string> InDomain(ReportContent report)
    {
        if (report.Heads.Softmax?.Test is { Accuracy: { } accuracy } softmax)
            yield return $"The softmax head names the right class for {P(accuracy)} of {Figures.Plural(softmax.Count, "test image")}.";
        if (report.Heads.Labels?.Test is { SubsetAccuracy: { } subset } labels)
            yield return $"The label heads get the whole label set right for {P(subset)} of "
                + $"{Figures.Plural(labels.Count, "test image")} (micro F1 {Figures.Number(labels.MicroF1)}, mean average "
                + $"precision {Figures.Number(labels.MapMacro)})"
                + (
                    report.Data.NotJudged is { Count: > 0 } unknown
                        ? $", as far as the model knows them: {UsabilityJudge.Named(unknown)} {(unknown.Count == 1 ? "is" : "are")} "
                            + "not counted."
                        : "."
                );
    }

    private static IEnumerable<string> OutOfDomain(ReportContent report)
    {
        var pooled = Pooled.Create(report.Confidence.Labels);
        if (pooled is { } l)
            yield return $"Of {Figures.Plural(l.Count, "out-of-domain image")}, {P(1 - l.None)} get a label from the label heads, where "
                + "any is wrong.";
    }

    // The question of which head to trust, answered: alone, and behind the domain check.
    private static IEnumerable<string> Guarded(ReportContent report)
    {
        if (SwitchedOff.IsDomainCheckOff(report))
            yield break;
        foreach (string head in new[] { HeadNames.Softmax, HeadNames.Labels })
            if (Guard(report, head) is { Alone: var alone, Behind: var guarded })
                yield return $"Behind the domain check ({guarded.DomainCheck}), "
                    + (
                        alone.Head == HeadNames.Softmax
                            ? "the softmax head answers "
                            : "the label heads give at least one label to "
                    )
                    + $"{P(Answered(guarded))} of out-of-domain images"
                    + Figures.InsteadOf(Answered(guarded), Answered(alone))
                    + $", and {(alone.Head == HeadNames.Softmax ? "" : "to ")}{P(guarded.InDomain.Accepted ?? 0)} of "
                    + "in-domain images"
                    + Figures.InsteadOf(guarded.InDomain.Accepted ?? 0, alone.InDomain.Accepted ?? 0)
                    + ".";
    }

    private static (DecisionRow Alone, DecisionRow Behind)? Guard(ReportContent report, string head) =>
        report.SideBySide.FirstOrDefault(x =>
            x.Head == head && x.DomainCheck is null && x.OutOfDomain.Values.Any(o => o.Count > 0)
        )
            is { } alone
        && report.SideBySide.FirstOrDefault(x => x.Head == head && x.DomainCheck is not null) is { } behind
            ? (alone, behind)
            : null;

    private static double Answered(DecisionRow row) =>
        row.OutOfDomain.Values.Sum(x => x.Count * (x.Accepted ?? 0)) / row.OutOfDomain.Values.Sum(x => x.Count);

    // The score that decides; picking the best of all on these very sets would flatter it.
    private static IEnumerable<string> Separation(ReportContent report)
    {
        if (SwitchedOff.IsDomainCheckOff(report))
            yield break;
        string? decider = report.SideBySide.FirstOrDefault(x => x.DomainCheck is not null)?.DomainCheck;
        var rows = report.OutOfDomain.Where(x => x.Score == decider && x.Auroc is not null).ToList();
        if (rows.Count == 0)
            yield break;
        double auroc = rows.Average(x => x.Auroc!.Value);
        double? passed = 1 - rows.Min(x => x.Rejected);
        string strength = auroc switch
        {
            >= Strong when passed > ManyPassed =>
                $"tells the two kinds of image apart, but its cut lets {Figures.Percent(passed)} of "
                    + $"{(rows.Count == 1 ? "the other kind" : "one set of the other kind")} through",
            >= Strong => "tells the two kinds of image apart well",
            >= Weak => "helps, but lets some through",
            _ => "hardly tells the two kinds apart",
        };
        yield return $"The score that decides, {decider}, {strength}: AUROC {Figures.Number(auroc)} on average over "
            + $"the sets (0.5 is blind, 1 is perfect).";
    }

    private static IEnumerable<string> Caution(ReportContent report)
    {
        if (!report.Confidence.Present().Any(x => x.Value.OutOfDomain.Count > 0))
            yield return "No out-of-domain images were given, so nothing here says what the model does with images of "
                + "another kind. evaluate and demo take some with --out-of-domain.";
        int test = report.Heads.Softmax?.Test?.Count ?? report.Heads.Labels?.Test?.Count ?? 0;
        if (test is > 0 and < FewImages)
            yield return $"There are only {Figures.Plural(test, "test image")}: a single one moves shares of them by "
                + $"{(100.0 / test).ToString("0.#", CultureInfo.InvariantCulture)} points.";
        if (report.Data.Skipped.Count > 0)
            yield return $"{Figures.Plural(report.Data.Skipped.Count, "file")} could not be used and "
                + $"{(report.Data.Skipped.Count == 1 ? "is" : "are")} listed under Data audit.";
    }

    private static string P(double share) => Figures.Percent(share);

    /// <summary>One head over all out-of-domain sets together, each image counting the same.</summary>
    private readonly record struct Pooled(int Count, double Above90, double None)
    {
        public static Pooled? Create(HeadConfidence? head)
        {
            var sets = head?.OutOfDomain.Values.Where(x => x.Count > 0).ToList();
            if (sets is not { Count: > 0 })
                return null;
            int count = sets.Sum(x => x.Count);
            return new(count, Mean(x => x.ShareAbove90), Mean(x => x.ShareNone));

            double Mean(Func<ConfidenceSummary, double?> share) => sets.Sum(x => x.Count * (share(x) ?? 0)) / count;
        }
    }
}
