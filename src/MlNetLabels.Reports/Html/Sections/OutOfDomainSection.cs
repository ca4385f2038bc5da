using MlNetLabels.Evaluation;
using MlNetLabels.OutOfDomain;
using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports.Html.Sections;

/// <summary>Which score tells the two kinds of image apart, set by set.</summary>
internal static class OutOfDomainSection
{
    public static Section? Create(ReportContent report)
    {
        if (report.OutOfDomain.Count == 0 && report.DomainCheck is null)
            return null;
        return new(
            "out-of-domain",
            "Out of domain",
            "A score says how far an image lies from what the model was trained for. "
                + (
                    SwitchedOff.IsDomainCheckOff(report)
                        ? ""
                        : "Images beyond its cut are rejected before either head is believed. "
                )
                + "AUROC: 0.5 is blind, 1 is perfect.",
            Markup.Format(
                $"""
                {Check(report.DomainCheck)}{PromisesSection.Strangers(report)}{PromisesSection.Sets(report)}{Curves(
                    report
                )}{Scores(report)}
                {DomainCheckSection.Negatives(report.Negatives)}{DomainCheckSection.RiskCoverage(report.RiskCoverage)}
                """
            )
        );
    }

    private static Markup Check(DomainCheckReport? check) =>
        check is null ? Markup.Empty
        : !check.IsOn ? Off(check)
        : Markup.Format(
            $"""
            <p>{check.Why}{Measured(check.Score, "It measures")} {DomainCheckSection.Promise(check)}</p>
            {(check.Warning is { } warning ? Markup.Format($"<p class=\"note\">Note: {warning}</p>") : Markup.Empty)}
            {DomainCheckSection.Choice(check)}

            """
        );

    private static Markup Off(DomainCheckReport check) =>
        Markup.Format(
            $"""
            <p class="off" role="note">The domain check is OFF: {SwitchedOff.Why(check)}</p>
            <p>Were it on, {Markup.Name(check.Score)} would decide.{Measured(
                check.Score,
                "It measures"
            )} The tables below
            say how well each score could tell the images apart.</p>

            """
        );

    private static string Measured(string score, string words) =>
        OutOfDomainScorers.Describe(score) is { } what ? $" {words} {what}." : "";

    private static Markup Scores(ReportContent report)
    {
        var rows = ScoreRow.From(report);
        if (rows.Count == 0)
            return Markup.Empty;
        string? decider = SwitchedOff.IsDomainCheckOff(report) ? null : report.DomainCheck?.Score;
        return Markup.Format(
            $"""
            {rows.GroupBy(x => x.Images).Select(x => ScoreTable(x.Key, x.Select(row => Row(row, decider))))}
            <p class="note">False positive rate at 95% of the set caught: in-domain images flagged at the cut that flags
            95% of the set. At 95% of in-domain kept: images of the set let through at the cut that lets 95% of in-domain
            images through. Lower is better for both.{(
                decider is null
                    ? ""
                    : " Rejected at the cut: each score with a cut of its own, set on images held out from training."
            )} Let through with a sure answer: not rejected, and answered with a probability above
            90%.</p>
            {Table.Folded("What the scores measure", Meanings(report))}

            """
        );
    }

    private static Markup Meanings(ReportContent report) =>
        Table.Words(
            "What the scores measure; each is larger further out",
            ["Score", "It measures"],
            report
                .OutOfDomain.Select(x => x.Score)
                .Distinct()
                .Where(x => OutOfDomainScorers.Describe(x) is not null)
                .Select(x => (IEnumerable<Markup>)[Markup.Name(x), Table.Text(OutOfDomainScorers.Describe(x)!)])
        );

    private static Markup ScoreTable(string images, IEnumerable<IEnumerable<Markup>> rows) =>
        Table.Numbers(
            $"Out-of-domain scores: {images}",
            [
                "Score",
                "AUROC",
                "Average precision, in-domain positive",
                "Average precision, out-of-domain positive",
                "False positive rate at 95% of the set caught",
                "False positive rate at 95% of in-domain kept",
                "Rejected at the cut",
                "Let through with a sure answer",
            ],
            rows
        );

    private static IEnumerable<Markup> Row(ScoreRow row, string? decider)
    {
        var decides = row.Scores.Contains(decider) ? Markup.Format($" <small>decides</small>") : Markup.Empty;
        return
        [
            Markup.Format($"<span class=\"key {Class(row.Head)}\">{Markup.Name(row.Name)}</span>{decides}"),
            .. row.Ranks.Select(x => Table.Text(Figures.Number(x))),
            .. row.Shares.Select(x => Table.Text(Figures.Percent(x))),
        ];
    }

    private static Markup Curves(ReportContent report) =>
        report.RocCurves is not { Count: > 0 } curves
            ? Markup.Empty
            : Markup.Format(
                $"""
                <div class="charts">{curves.Select(x => x.Set).Distinct().Take(6).Select(set =>
                    Curve(set, [.. curves.Where(x => x.Set == set)], report.OutOfDomain)
                )}</div>

                """
            );

    private static Markup Curve(string set, IReadOnlyList<RocCurve> curves, IReadOnlyList<OutOfDomainResult> results)
    {
        double[] rates = [0.01, 0.05, 0.1, 0.2, 0.5];
        return Chart.Create(
            "roc",
            [("set", set)],
            Markup.Format($"In domain against {Markup.Name(set)}"),
            $"ROC curves of {curves.Count} scores: share of {set} flagged against share of in-domain images flagged. "
                + string.Join(
                    ", ",
                    curves.Select(x =>
                        $"{x.Score} "
                        + $"{Figures.Number(results.FirstOrDefault(y => y.Set == x.Set && y.Score == x.Score && y.Head == x.Head)?.Auroc)}"
                    )
                ),
            Table.Numbers(
                "Share flagged, by share of in-domain images flagged",
                ["Score", .. rates.Select(x => Figures.Percent(x))],
                // Scores that cannot differ share a row, as in the table above.
                curves
                    .GroupBy(x => (x.Head, Figures: string.Join(' ', rates.Select(rate => Caught(x, rate)))))
                    .Select(same =>
                        (IEnumerable<Markup>)
                            [
                                Markup.Format(
                                    $"""
                                    <span class="key {Class(same.Key.Head)}">{Markup.Name(
                                        string.Join(", ", same.Select(x => x.Score))
                                    )}</span>
                                    """
                                ),
                                .. rates.Select(rate => Table.Text(Figures.Percent(Caught(same.First(), rate)))),
                            ]
                    )
            )
        );
    }

    private static double? Caught(RocCurve curve, double rate) =>
        curve
            .FalsePositiveRate.Zip(curve.TruePositiveRate)
            .Where(x => x.First <= rate)
            .Select(x => (double?)x.Second)
            .Max();

    private static string Class(string head) => head is HeadNames.Softmax or HeadNames.Labels ? head : "embedding";
}
