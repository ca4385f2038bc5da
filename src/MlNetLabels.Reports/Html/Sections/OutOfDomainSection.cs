using MlNetLabels.Evaluation;
using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports.Html.Sections;

/// <summary>Which score tells the two kinds of image apart, set by set.</summary>
internal static class OutOfDomainSection
{
    public static Section? Of(EvaluationReport report)
    {
        if (report.OutOfDomain.Count == 0) return null;
        return new("out-of-domain", "Out of domain",
            "A score says how far an image lies from what the model was trained for. Images beyond its cut are rejected before either head is believed. AUROC: 0.5 is blind, 1 is perfect.",
            Markup.Of($"{Curves(report)}{Scores(report.OutOfDomain)}"));
    }

    private static Markup Scores(IReadOnlyList<OutOfDomainResult> results) => Markup.Of($"""
        {Table.Numbers("Out-of-domain scores", ["Score", "Set", "AUROC", "AUPR in", "AUPR out", "FPR at 95% of set caught", "FPR at 95% of in-domain kept", "Rejected at the cut"],
            results.Select(x => (IEnumerable<Markup>)
            [
                Markup.Of($"<span class=\"key {Class(x.Head)}\">{Markup.Name(x.Score)}</span>"),
                Markup.Of($"{Markup.Name(x.Set)}{(x.Distance is { } distance ? $" ({distance})" : "")}"),
                Table.Text(Figures.Number(x.Auroc)), Table.Text(Figures.Number(x.AuprIn)), Table.Text(Figures.Number(x.AuprOut)),
                Table.Text(Figures.Percent(x.Fpr95OutPositive)), Table.Text(Figures.Percent(x.Fpr95InPositive)), Table.Text(Figures.Percent(x.Rejected)),
            ]).Concat(Means(results)))}
        <p class="note">FPR at 95% of set caught: in-domain images flagged at the cut that flags 95% of the set. FPR at 95% of in-domain kept: images of the set let through at the cut that lets 95% of in-domain images through. Lower is better for both.</p>
        """);

    private static IEnumerable<IEnumerable<Markup>> Means(IReadOnlyList<OutOfDomainResult> results) => results
        .Where(x => x.Distance is not null).GroupBy(x => (x.Head, x.Score, x.Distance)).Where(x => x.Select(y => y.Set).Distinct().Count() > 1)
        .Select(x => (IEnumerable<Markup>)
        [
            Markup.Of($"<span class=\"key {Class(x.Key.Head)}\">{Markup.Name(x.Key.Score)}</span>"), Markup.Of($"<em>mean of {x.Key.Distance!}</em>"),
            Table.Text(Figures.Number(x.Average(y => y.Auroc))), Table.Text(Figures.Number(x.Average(y => y.AuprIn))), Table.Text(Figures.Number(x.Average(y => y.AuprOut))),
            Table.Text(Figures.Percent(x.Average(y => y.Fpr95OutPositive))), Table.Text(Figures.Percent(x.Average(y => y.Fpr95InPositive))), Table.Text(Figures.Percent(x.Average(y => y.Rejected))),
        ]);

    private static Markup Curves(EvaluationReport report) => report.RocCurves is not { Count: > 0 } curves ? Markup.Empty : Markup.Of($"""
        <div class="charts">{curves.Select(x => x.Set).Distinct().Take(6).Select(set => Curve(set, [.. curves.Where(x => x.Set == set)], report.OutOfDomain))}</div>

        """);

    private static Markup Curve(string set, IReadOnlyList<RocCurve> curves, IReadOnlyList<OutOfDomainResult> results)
    {
        double[] rates = [0.01, 0.05, 0.1, 0.2, 0.5];
        return Chart.Of("roc", [("set", set)], Markup.Of($"In domain against {Markup.Name(set)}"),
            $"ROC curves of {curves.Count} scores: share of {set} flagged against share of in-domain images flagged. " +
            string.Join(", ", curves.Select(x => $"{x.Score} {Figures.Number(results.FirstOrDefault(y => y.Set == x.Set && y.Score == x.Score && y.Head == x.Head)?.Auroc)}")),
            Table.Numbers("Share flagged, by share of in-domain images flagged", ["Score", .. rates.Select(x => Figures.Percent(x))],
                curves.Select(x => (IEnumerable<Markup>)[Markup.Of($"<span class=\"key {Class(x.Head)}\">{Markup.Name(x.Score)}</span>"), .. rates.Select(rate => Table.Text(Figures.Percent(Caught(x, rate))))])));
    }

    private static double? Caught(RocCurve curve, double rate) =>
        curve.FalsePositiveRate.Zip(curve.TruePositiveRate).Where(x => x.First <= rate).Select(x => (double?)x.Second).Max();

    private static string Class(string head) => head is HeadNames.Softmax or HeadNames.Labels ? head : "embedding";
}
