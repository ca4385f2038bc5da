using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports.Html.Sections;

/// <summary>The report in plain words, the figures that matter most, and the gates.</summary>
internal static class VerdictSection
{
    public static Section Create(ReportContent report)
    {
        var summary = SummaryText.Create(report);
        return new(
            "verdict",
            "Verdict",
            "Whether the model can be used, and why, in plain words.",
            Markup.Format(
                $"""
                {PlainPage.Off(summary.SwitchedOff)}
                <p class="headline {Kind(summary.Usability)}">{summary.Headline}</p>
                <p class="next"><b>Next:</b> {summary.NextStep}</p>
                {Gates(report.Gates)}
                <div class="cards">{Cards(report)}</div>
                <ul class="points">{summary.Points.Select(x => Markup.Format($"<li>{x}</li>"))}</ul>
                """
            )
        );
    }

    private static string Kind(Usability usability) =>
        usability switch
        {
            Usability.Usable => "usable",
            Usability.UsableWithCare => "care",
            _ => "not-yet",
        };

    private static IEnumerable<Markup> Cards(ReportContent report)
    {
        if (report.Heads.Softmax?.Test is { } softmax)
            yield return Card(
                HeadNames.Softmax,
                "Softmax head",
                "one class, always",
                [
                    ("accuracy", Figures.Percent(softmax.Accuracy), "accuracy on test images"),
                    .. Unsure(report.Confidence.Softmax),
                ]
            );
        if (report.Heads.Labels?.Test is { } labels)
            yield return Card(
                HeadNames.Labels,
                "Label heads",
                "none, one or many labels",
                [
                    (
                        "map",
                        Figures.Number(labels.MapMacro),
                        $"mean average precision {Of(labels, report.Data)}on test images"
                    ),
                    .. Unsure(report.Confidence.Labels),
                ]
            );
    }

    // A label that no test image shows, or that has no head, has none.
    private static string Of(Metrics.MultiLabelMetrics labels, DataReport data) =>
        (
            labels.PerLabel.Count(x => x.AveragePrecision is not null),
            labels.PerLabel.Count + (data.NotJudged?.Count ?? 0)
        ) switch
        {
            (var some, var all) when some < all => $"of {some} of {all} labels ",
            _ => "",
        };

    private static IEnumerable<(string, string, string)> Unsure(HeadConfidence? head)
    {
        if (head is null)
            yield break;
        yield return ("in", Figures.Percent(head.InDomain.ShareAbove90), "more than 90% sure in domain");
        var sets = head.OutOfDomain.Values.Where(x => x.Count > 0).ToList();
        if (sets.Count > 0)
            yield return (
                "out",
                Figures.Percent(sets.Sum(x => x.Count * (x.ShareAbove90 ?? 0)) / sets.Sum(x => x.Count)),
                "more than 90% sure out of domain"
            );
    }

    private static Markup Card(
        string head,
        string title,
        string what,
        IEnumerable<(string Kind, string Figure, string Meaning)> figures
    ) =>
        Markup.Format(
            $"""
            <div class="card {head}"><h3>{title} <small>{what}</small></h3><dl>
            {figures.Select(x => Markup.Format($"<div><dt>{x.Meaning}</dt><dd>{x.Figure}</dd></div>"))}</dl></div>

            """
        );

    private static Markup Gates(IReadOnlyList<QualityGate>? gates)
    {
        if (gates is not { Count: > 0 })
            return Markup.Empty;
        return Markup.Format(
            $"""
            {Table.Words("Gates", ["Gate", "Result", "Figure", "Bound"], gates.Select(Gate))}
            {Closeness(gates)}
            {MetricRows.Note(gates.Select(x => x.Interval).OfType<ConfidenceInterval>())}

            """
        );
    }

    private static IEnumerable<Markup> Gate(QualityGate gate) =>
        [
            Markup.Format($"{Markup.Name(gate.Name)}{Advice(gate)}"),
            Result(gate),
            Markup.Format($"{GateText.Figure(gate)} {Reliability(gate)}"),
            Markup.Format($"<span class=\"whole\">{GateText.Bound(gate)}</span>"),
        ];

    private static Markup Advice(QualityGate gate) =>
        gate.Passed ? Markup.Empty : Markup.Format($" <small>What to do: {Markup.Name(gate.Advice)}</small>");

    private static Markup Result(QualityGate gate)
    {
        var close = gate.IsClose ? Markup.Format($" <small>but close</small>") : Markup.Empty;
        return gate.Passed
            ? Markup.Format($"<strong class=\"passed\">✓ passed</strong>{close}")
            : Markup.Format($"<strong class=\"failed\">✗ failed</strong>{close}");
    }

    private static Markup Reliability(QualityGate gate) =>
        gate.Interval is not { } interval ? Markup.Format($"<small>{gate.Reason}</small>")
        : gate.IsShare ? MetricRows.ShareSpan(interval)
        : MetricRows.Span(interval);

    private static Markup Closeness(IReadOnlyList<QualityGate> gates) =>
        gates.FirstOrDefault(x => x.IsClose)?.Interval is not { } interval
            ? Markup.Empty
            : Markup.Format(
                $"""
                <p class="note">Close: the bound lies inside the figure's {Figures.Percent(interval.Level)} interval, so
                that other images of the same kind may decide otherwise.</p>

                """
            );
}
