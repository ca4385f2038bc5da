using MlNetLabels.Evaluation;

namespace MlNetLabels.Reports.Text;

/// <summary>
/// The question that started it, answered for this data: are label heads less sure than softmax of images they were
/// never trained for, and what helps?
/// </summary>
internal static class SureHeads
{
    private const double Notable = 0.05,
        Helps = 0.2;

    public static string Answer(ReportContent report)
    {
        if (Sure(report.Confidence.Softmax ?? report.Confidence.Labels) is null)
            return "No out-of-domain images were given, so nothing here says what the model does with images of another "
                + "kind. evaluate and demo take some with --out-of-domain.";
        return $"{Compared(report)} {WhatHelps(report)}".Trim();
    }

    private static string Compared(ReportContent report) =>
        (Sure(report.Confidence.Softmax), Sure(report.Confidence.Labels)) switch
        {
            ({ } softmax, { } labels) => "Are labels less sure than softmax of images of another kind? "
                + (softmax - labels) switch
                {
                    > Notable when Chance(report) is { } p => $"Somewhat, within chance ({Figures.Chance(p)})",
                    < -Notable when Chance(report) is { } p =>
                        $"No, they are somewhat surer, within chance ({Figures.Chance(p)})",
                    > Notable => "Yes",
                    < -Notable => "No, they are surer",
                    _ => $"No, about as sure (within {100 * Notable:0} points)",
                }
                + $": labels are more than 90% sure of {Figures.Percent(labels)} of them, softmax of "
                + $"{Figures.Percent(softmax)}.",
            ({ } softmax, null) => $"Softmax is more than 90% sure of {Figures.Percent(softmax)} of the images of "
                + $"another kind.",
            (null, { } labels) =>
                $"The label heads are more than 90% sure of {Figures.Percent(labels)} of the images of "
                    + $"another kind.",
            _ => "",
        };

    // Both heads saw the same images; null where chance does not explain the difference, or it cannot be said.
    private static double? Chance(ReportContent report) => report.SureOfOne?.Chance();

    private static string WhatHelps(ReportContent report)
    {
        if (report.DomainCheck is { Cut: null })
            return "What would help, the domain check, is off.";
        var pairs = report
            .SideBySide.Where(row => row.DomainCheck is null)
            .Select(alone =>
                (
                    Alone: alone,
                    Behind: report.SideBySide.FirstOrDefault(row =>
                        row.Head == alone.Head && row.DomainCheck is not null
                    )
                )
            )
            .Where(pair => pair.Behind is not null)
            .ToList();
        if (pairs.Count == 0)
            return "";
        // Fewer answers are no help where those that stay are the sure ones.
        bool helps = pairs.Any(pair =>
            Answered(pair.Alone) - Answered(pair.Behind!) >= Helps
            && Surely(pair.Behind!) <= (1 - Helps) * Surely(pair.Alone)
        );
        string each = string.Join(
            " and ",
            pairs.Select(pair =>
                $"{pair.Alone.Head} {(pair.Alone.Head == HeadNames.Softmax ? "answers" : "answer")} "
                + $"{Figures.Percent(Answered(pair.Behind!))} of them"
                + Figures.InsteadOf(Answered(pair.Behind!), Answered(pair.Alone))
            )
        );
        return $"{(helps ? "What helps is the domain check" : "The domain check helps little here")}: with it "
            + $"{each}.";
    }

    private static double? Sure(HeadConfidence? head)
    {
        var sets = head?.OutOfDomain.Values.Where(s => s.Count > 0).ToList();
        return sets is { Count: > 0 } ? sets.Sum(s => s.Count * (s.ShareAbove90 ?? 0)) / sets.Sum(s => s.Count) : null;
    }

    private static double Answered(DecisionRow row) => Share(row, x => x.Accepted);

    private static double Surely(DecisionRow row) => Share(row, x => x.ConfidentWrong);

    private static double Share(DecisionRow row, Func<DecisionOutcome, double?> figure)
    {
        var sets = row.OutOfDomain.Values.Where(s => s.Count > 0).ToList();
        return sets.Sum(s => s.Count * (figure(s) ?? 0)) / Math.Max(1, sets.Sum(s => s.Count));
    }
}
