using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports.Html.Sections;

/// <summary>The report in plain words, the figures that matter most, and the gates.</summary>
internal static class VerdictSection
{
    public static Section Of(EvaluationReport report)
    {
        var verdict = Verdict.Of(report);
        return new(
            "verdict",
            "Verdict",
            "What this evaluation says, in plain words.",
            Markup.Of(
                $"""
                <p class="headline">{verdict.Headline}</p>
                {Gates(report.Gates)}
                <div class="cards">{Cards(report)}</div>
                <ul class="points">{verdict.Points.Select(x => Markup.Of($"<li>{x}</li>"))}</ul>
                """
            )
        );
    }

    private static IEnumerable<Markup> Cards(EvaluationReport report)
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
                    ("map", Figures.Number(labels.MapMacro), "mean average precision on test images"),
                    .. Unsure(report.Confidence.Labels),
                ]
            );
    }

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
        Markup.Of(
            $"""
            <div class="card {head}"><h3>{title} <small>{what}</small></h3><dl>
            {figures.Select(x => Markup.Of($"<div><dt>{x.Meaning}</dt><dd>{x.Figure}</dd></div>"))}</dl></div>

            """
        );

    private static Markup Gates(IReadOnlyList<QualityGate>? gates)
    {
        if (gates is not { Count: > 0 })
            return Markup.Empty;
        return Markup.Of(
            $"""
            {Table.Words("Gates", ["Gate", "Result", "Figure", "Bound"], gates.Select(x => (IEnumerable<Markup>)
            [
                Markup.Of($"{Markup.Name(x.Name)}{(x.Passed ? Markup.Empty : Markup.Of($" <small>What to do: {Markup.Name(x.Advice)}</small>"))}"),
                Markup.Of($"<strong class=\"{(x.Passed ? "passed" : "failed")}\">{(x.Passed ? "✓ passed" : "✗ failed")}</strong>{(x.IsClose ? Markup.Of($" <small>but close</small>") : Markup.Empty)}"),
                Markup.Of($"{GateText.Figure(x)} {(x.Interval is { } interval ? MetricRows.Span(interval) : Markup.Of($"<small>{x.Reason}</small>"))}"),
                Markup.Of($"<span class=\"whole\">{GateText.Bound(x)}</span>"),
            ]))}
            {(gates.FirstOrDefault(x => x.IsClose)?.Interval is { } close ? Markup.Of($"<p class=\"note\">Close: the bound lies inside the figure's {Figures.Percent(close.Level)} interval, so that other images of the same kind may decide otherwise.</p>") : Markup.Empty)}
            {MetricRows.Note(gates.Select(x => x.Interval).OfType<Interval>())}
            """
        );
    }
}
