using MlNetLabels.Evaluation;
using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports.Html.Sections;

/// <summary>
/// What the section about out-of-domain images says of the domain check, known negatives and abstaining.
/// </summary>
internal static class DomainCheckSection
{
    public static Markup Promise(DomainCheckReport check)
    {
        string groups = check.ByGroup ? $" from {Figures.Plural(check.CutGroups(), "group")}" : "",
            word = CoverageText.IsPromised(check) ? "promised" : "aimed at",
            images = check.ByGroup ? "images of new groups"
            : CoverageText.IsByImage(check) ? "new images of the same kind"
            : "new images of the groups seen";
        if (check.RejectRate is not { } rate)
            return Markup.Empty;
        var kept = Markup.Format(
            $"""
            Its cut lets through {Figures.Percent(check.CutCoverage())} of
            {Figures.Plural(check.CutImages(), check.IsCross() ? "training image" : "validation image")}{groups}
            """
        );
        return check.IsCross()
            ? Markup.Format($"{kept}, held out in turn. {Cross(check, rate, images)} {CoverageText.Describe(check)}")
            : Markup.Format(
                $"{kept}, and at least {Figures.Percent(1 - rate)} of {images} was {word}. {CoverageText.Describe(check)}"
            );
    }

    // Barber, Candes, Ramdas and Tibshirani (2021), theorem 4.
    private static string Cross(DomainCheckReport check, double rate, string images)
    {
        int count = check.ByGroup ? check.CutGroups() : check.CutImages();
        double proved = Math.Max(0, 1 - 2 * rate - Math.Sqrt(2.0 / count));
        return $"It aims at {Figures.Percent(1 - rate)} of {images}, which is what is measured; what is proved of "
            + $"them is 1 - 2 x {Figures.Percent(rate)} - √(2 / n), here {Figures.Percent(proved)}. A split "
            + "(train --fit split) proves the whole, on fewer images.";
    }

    public static Markup Choice(DomainCheckReport check) =>
        check.ChoiceAuroc is not { } auroc
            ? Markup.Empty
            : Table.Folded(
                "AUROC on the validation out-of-domain images that chose the score",
                Table.Numbers(
                    "AUROC of each score on validation images",
                    ["Score", "AUROC"],
                    auroc
                        .OrderByDescending(x => x.Value)
                        .Select(x => (IEnumerable<Markup>)[Markup.Name(x.Key), Table.Text(Figures.Number(x.Value))])
                )
            );

    public static Markup Negatives(IReadOnlyList<NegativesResult>? negatives) =>
        negatives is not { Count: > 0 }
            ? Markup.Empty
            : Markup.Format(
                $"""
                <h3>What known negatives do</h3>
                {NegativesTable(negatives)}
                <p class="note">Known negatives are images to expect that show none of the labels. No label is right for
                them and out of domain; on in-domain images with labels it is an error. Softmax has no way to say
                none.</p>

                """
            );

    private static Markup NegativesTable(IReadOnlyList<NegativesResult> negatives) =>
        Table.Numbers(
            "How often the label heads give no label, trained with and without known negatives",
            [
                "Images",
                "Number",
                "No label, trained with",
                "No label, trained without",
                "Softmax above 90%",
                "Verdict None",
                "Verdict Rejected",
            ],
            negatives.Select(NegativesRow)
        );

    private static IEnumerable<Markup> NegativesRow(NegativesResult x)
    {
        double?[] shares = [x.NoneWith, x.NoneWithout, x.SoftmaxAbove90, x.VerdictNone, x.VerdictRejected];
        return
        [
            Markup.Name(x.Set),
            Table.Text(Figures.Count(x.Count)),
            .. shares.Select(share => Table.Text(Figures.Percent(share))),
        ];
    }

    public static Markup RiskCoverage(IReadOnlyList<RiskCoverageReport>? curves)
    {
        if (curves is not { Count: > 0 })
            return Markup.Empty;
        var heads = curves.GroupBy(x => x.Head).ToList();
        var drawn = heads.Where(x => x.Any(curve => curve.Risk.Any(risk => risk > 0))).ToList();
        return Markup.Format(
            $"""
            <h3>Leaving the least sure images to a person</h3>
            {heads.Except(drawn).Select(x => WithoutErrors(x.Key))}
            {(drawn.Count == 0 ? Markup.Empty : Risks(drawn.Select(x => Risk(x.Key, [.. x]))))}

            """
        );
    }

    private static Markup WithoutErrors(string head) =>
        Markup.Format(
            $"""
            <p><span class="key {head}">{HeadNames.Title(head)}</span>: no error on in-domain test images, so nothing to
            gain.</p>

            """
        );

    private static Markup Risks(IEnumerable<Markup> charts) =>
        Markup.Format(
            $"""
            <div class="charts">{charts}</div>
            <p class="note">Area: mean share of errors over all shares answered; lower is better. It says which number to
            sort by when a person looks at the doubtful images.</p>

            """
        );

    private static Markup Risk(string head, IReadOnlyList<RiskCoverageReport> curves)
    {
        double[] coverages = [1, 0.95, 0.9, 0.8, 0.5];
        return Chart.Create(
            "risk",
            [("head", head)],
            Markup.Format(
                $"<span class=\"key {head}\">{HeadNames.Title(head)}</span>: errors by share of in-domain images answered"
            ),
            $"Risk-coverage curves: share of errors among answered in-domain images, the surest first. "
                + $"{string.Join(", ", curves.Select(x => $"area by {x.Confidence} {Figures.Number(x.Area, 4)}"))}",
            Table.Numbers(
                "Errors among those answered, by share answered",
                ["Ranked by", "Area", .. coverages.Select(x => Figures.Percent(x))],
                curves.Select(x =>
                    (IEnumerable<Markup>)
                        [
                            Markup.Name(x.Confidence),
                            Table.Text(Figures.Number(x.Area, 4)),
                            .. coverages.Select(c => Table.Text(Figures.Percent(x.RiskAt(c)))),
                        ]
                )
            )
        );
    }
}
