namespace MlNetLabels.Reports.Text;

/// <summary>
/// One line of the tables of out-of-domain scores. Scores that cannot differ share a line: with two classes, all that a
/// head's scores see is the difference of two logits, so that they put the images in the same order.
/// </summary>
/// <param name="Images">What the score was measured on, in words.</param>
/// <param name="Head">Head it reads.</param>
/// <param name="Scores">Names of the scores.</param>
/// <param name="Ranks">AUROC, and average precision with in-domain and with out-of-domain images as positive.</param>
/// <param name="Shares">
/// False positive rate at 95% of the set caught and at 95% of in-domain kept, rejected, let through with a sure answer.
/// </param>
internal sealed record ScoreRow(
    string Images,
    string Head,
    IReadOnlyList<string> Scores,
    IReadOnlyList<double?> Ranks,
    IReadOnlyList<double?> Shares
)
{
    public string Name => string.Join(", ", Scores);

    /// <summary>Every set, then the means over sets.</summary>
    public static IReadOnlyList<ScoreRow> From(ReportContent report)
    {
        ScoreRow[] all =
        [
            .. report.OutOfDomain.Select(x => new ScoreRow(
                x.Distance is null ? x.Set : $"{x.Set} ({x.Distance})",
                x.Head,
                [x.Score],
                [x.Auroc, x.AuprIn, x.AuprOut],
                [x.Fpr95OutPositive, x.Fpr95InPositive, x.Rejected, x.ConfidentAccepted]
            )),
            .. report.OutOfDomainMeans.Select(x => new ScoreRow(
                $"mean of {x.Over} {x.Sets} sets",
                x.Head,
                [x.Score],
                [x.Auroc, x.AuprIn, x.AuprOut],
                [x.Fpr95OutPositive, x.Fpr95InPositive, x.Rejected, x.ConfidentAccepted]
            )),
        ];
        return report.Model.Classes.Count != 2
            ? all
            :
            [
                .. all.GroupBy(x => (x.Images, x.Head, x.Figures))
                    .Select(same => same.First() with { Scores = [.. same.SelectMany(x => x.Scores)] }),
            ];
    }

    // As they are read: rounding of the scores themselves may part what is equal.
    private string Figures =>
        string.Join(
            ' ',
            Ranks.Select(x => MlNetLabels.Figures.Number(x)).Concat(Shares.Select(MlNetLabels.Figures.Percent))
        );
}
