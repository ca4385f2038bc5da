using MlNetLabels.Evaluation;
using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports.Html.Sections;

/// <summary>Softmax against labels: how sure each is on both kinds of image.</summary>
internal static class ComparisonSection
{
    private const int ChartedSets = 6;

    public static Section? Create(ReportContent report)
    {
        var heads = report.Confidence.Present().ToList();
        if (heads.Count == 0)
            return null;
        string lead =
            heads.Count == 2
                ? "Softmax shares out one hundred percent among the classes, whatever the image shows. Each label "
                    + "head answers on its own, so all of them may say no."
            : heads[0].Head == HeadNames.Labels
                ? "Images here carry none, one or many labels, so only label heads apply: each answers on its own, "
                    + "and all of them may say no."
            : "The softmax head shares out one hundred percent among the classes, whatever the image shows.";
        return new(
            "heads",
            heads.Count == 2 ? "Which head?" : "How sure?",
            lead,
            Markup.Format(
                $"""
                {Words(report)}
                {Charts(report, heads)}
                {Numbers(report, heads)}
                {SideBySide(report)}
                """
            )
        );
    }

    private static Markup Words(ReportContent report)
    {
        string[] sentences = [.. HeadDifference.Describe(report).Take(ChartedSets + 2)];
        return sentences.Length == 0
            ? Markup.Empty
            : Markup.Format($"<ul class=\"points\">{sentences.Select(x => Markup.Format($"<li>{x}</li>"))}</ul>");
    }

    private static IEnumerable<Markup> Charts(
        ReportContent report,
        List<(string Head, HeadConfidence Confidence)> heads
    )
    {
        string[] sets = [.. heads.SelectMany(x => x.Confidence.OutOfDomain.Keys).Distinct()];
        if (sets.Length == 0)
        {
            yield return Markup.Format(
                $"<div class=\"charts\">{heads.Select(x => Histogram(x.Head, x.Confidence, null))}</div>"
            );
            yield break;
        }
        foreach (string set in sets.Take(ChartedSets))
            yield return Markup.Format(
                $"""
                {(sets.Length > 1 ? Markup.Format($"<h3>In domain against {Markup.Name(set)}</h3>") : Markup.Empty)}
                <div class="charts">{heads.Where(x => x.Confidence.OutOfDomain.ContainsKey(set)).Select(x =>
                    Histogram(x.Head, x.Confidence, set)
                )}{Coverage(heads, set)}</div>

                """
            );
        if (sets.Length > ChartedSets)
            yield return Markup.Format(
                $"<p class=\"note\">The first {ChartedSets} of {sets.Length} out-of-domain sets are drawn; the table holds all.</p>"
            );
    }

    private static Markup Histogram(string head, HeadConfidence confidence, string? set)
    {
        var inDomain = confidence.InDomain;
        var outside = set is null ? null : confidence.OutOfDomain[set];
        string alternative =
            $"Histogram of the {HeadNames.InWords(head)}'s largest probability. "
            + $"{InWords("In domain", inDomain)}{(outside is null ? "" : " " + InWords($"Out of domain ({set})", outside))}";
        List<string> columns =
        [
            "Largest probability",
            "In domain",
            .. outside is null ? Array.Empty<string>() : ["Out of domain"],
        ];
        var rows = Enumerable
            .Range(0, inDomain.Histogram.Count)
            .Select(bin =>
                (IEnumerable<Markup>)
                    [
                        Table.Text($"{Figures.Number(bin / 20.0, 2)} – {Figures.Number((bin + 1) / 20.0, 2)}"),
                        Bin(inDomain, bin),
                        .. outside is null ? Array.Empty<Markup>() : [Bin(outside, bin)],
                    ]
            );
        return Chart.Create(
            "confidence",
            Keys(head, set),
            Markup.Format($"<span class=\"key {head}\">{HeadNames.Title(head)}</span>: largest probability per image"),
            alternative,
            Table.Numbers("Share of images by largest probability", columns, rows)
        );
    }

    private static Markup Bin(ConfidenceSummary summary, int bin) =>
        Markup.Format(
            $"{Figures.Percent(summary.Count == 0 ? null : (double)summary.Histogram[bin] / summary.Count)} "
                + $"<small>({summary.Histogram[bin]})</small>"
        );

    private static Markup Coverage(List<(string Head, HeadConfidence Confidence)> heads, string set)
    {
        int[] steps = [50, 60, 70, 80, 90, 95, 99];
        var lines = heads
            .Where(x => x.Confidence.OutOfDomain.ContainsKey(set))
            .SelectMany(x =>
                new[]
                {
                    ($"{HeadNames.Title(x.Head)}, in domain", x.Confidence.InDomain),
                    ($"{HeadNames.Title(x.Head)}, out of domain", x.Confidence.OutOfDomain[set]),
                }
            );
        var table = Table.Numbers(
            "Share of images surer than",
            ["Head and images", .. steps.Select(x => Figures.Number(x / 100.0, 2))],
            lines.Select(x =>
                (IEnumerable<Markup>)
                    [
                        Table.Text(x.Item1),
                        .. steps.Select(step =>
                            Table.Text(
                                Figures.Percent(step < x.Item2.ShareAbove.Count ? x.Item2.ShareAbove[step] : null)
                            )
                        ),
                    ]
            )
        );
        return Chart.Create(
            "coverage",
            Keys(null, set),
            Markup.Format($"Share of images surer than each value"),
            $"Lines of the share of images whose largest probability is above each value, in domain and on {set}. The "
                + $"further the two lines of a head lie apart, the better its confidence tells the kinds of image apart.",
            table
        );
    }

    private static Markup Numbers(ReportContent report, List<(string Head, HeadConfidence Confidence)> heads) =>
        Table.Numbers(
            "The largest probability per image, in numbers",
            [
                "Images",
                "Number",
                "Mean",
                "Max",
                "Min",
                "Above 90%",
                "No label",
                "Sum of probabilities",
                .. LargestProbabilityAuroc.Applies(report) ? ["AUROC"] : Array.Empty<string>(),
            ],
            heads.SelectMany(x =>
                x.Confidence.OutOfDomain.Select(set =>
                        Row(
                            x.Head,
                            Markup.Format($"<span class=\"out\">{Markup.Name(set.Key)}</span>"),
                            set.Value,
                            Figures.Number(LargestProbabilityAuroc.Find(report, x.Head, set.Key))
                        )
                    )
                    .Prepend(
                        Row(
                            x.Head,
                            Markup.Format($"in domain"),
                            x.Confidence.InDomain,
                            LargestProbabilityAuroc.Applies(report) ? "" : null
                        )
                    )
            )
        );

    private static IEnumerable<Markup> Row(string head, Markup images, ConfidenceSummary summary, string? auroc) =>
        [
            Markup.Format($"<span class=\"key {head}\">{HeadNames.Title(head)}</span> {images}"),
            Table.Text(Figures.Count(summary.Count)),
            Table.Text(Figures.Number(summary.Mean, 4)),
            Table.Text(Figures.Number(summary.Max, 4)),
            Table.Text(Figures.Number(summary.Min, 4)),
            Table.Text(Figures.Percent(summary.ShareAbove90)),
            Table.Text(head == HeadNames.Softmax ? "never" : Figures.Percent(summary.ShareNone)),
            Markup.Format(
                $"<span class=\"whole\">{Figures.Number(summary.SumMin, 4)} to {Figures.Number(summary.SumMax, 4)}</span>"
            ),
            .. auroc is null ? Array.Empty<Markup>() : [Table.Text(auroc)],
        ];

    private static Markup SideBySide(ReportContent report)
    {
        DecisionRow[] rows = [.. DecisionRows.Shown(report)];
        if (rows.Length == 0)
            return Markup.Empty;
        string[] sets = [.. rows.SelectMany(x => x.OutOfDomain.Keys).Distinct()];
        List<Markup> headers =
        [
            Table.Text("Decision"),
            Table.Text("In domain: answered"),
            Table.Text("In domain: right among answered"),
            Table.Text("In domain: sure and wrong"),
        ];
        foreach (string set in sets)
            headers.AddRange([
                Markup.Format($"{Markup.Name(set)}: answered"),
                Markup.Format($"{Markup.Name(set)}: sure and wrong"),
            ]);
        return Markup.Format(
            $"""
            {Table.Numbers(
                "What each head would do with the images",
                headers,
                rows.Select(x => Decision(report, x, sets))
            )}
            <p class="note">Answered: the image gets a class or at least one label. Sure: with a probability above
            90%; of labels, one that is given and is not right. Out of domain every answer is wrong.
            {(DecisionRows.IsChecked(report) ? "Behind a check only the verdict's answers count, not Rejected, Unsure or None." : "")}</p>

            """
        );
    }

    private static IEnumerable<Markup> Decision(ReportContent report, DecisionRow row, string[] sets) =>
        [
            Markup.Format($"<span class=\"key {row.Head}\">{HeadNames.Title(row.Head)}</span> {Guard(report, row)}"),
            .. Percents(row.InDomain.Accepted, row.InDomain.CorrectOfAccepted, row.InDomain.ConfidentWrong),
            .. sets.SelectMany(set =>
                row.OutOfDomain.TryGetValue(set, out var outcome)
                    ? Percents(outcome.Accepted, outcome.ConfidentWrong)
                    : Percents(null, null)
            ),
        ];

    private static Markup Guard(ReportContent report, DecisionRow row) =>
        row.DomainCheck is not { } check ? Markup.Format($"alone")
        : SwitchedOff.IsDomainCheckOff(report) ? Markup.Format($"with the domain check off, unsure left out")
        : Markup.Format($"behind {Markup.Name(check)}");

    private static IEnumerable<Markup> Percents(params double?[] shares) =>
        shares.Select(x => Table.Text(Figures.Percent(x)));

    private static IEnumerable<(string, string)> Keys(string? head, string? set)
    {
        if (head is not null)
            yield return ("head", head);
        if (set is not null)
            yield return ("set", set);
    }

    private static string InWords(string images, ConfidenceSummary summary) =>
        $"{images}: {Figures.Plural(summary.Count, "image")}, mean {Figures.Number(summary.Mean)}, "
        + $"{Figures.Percent(summary.ShareAbove90)} above 90%.";
}
