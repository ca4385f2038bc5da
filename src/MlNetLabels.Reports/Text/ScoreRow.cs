namespace MlNetLabels.Reports.Text;

/// <summary>
/// One line of the tables of out-of-domain scores. Scores that cannot differ share a line: with two classes, how far the
/// largest probability is from 1 and how evenly both are shared out put the images in the same order.
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
    private const string MaxProbability = "max-probability",
        GeneralizedEntropy = "generalized-entropy";

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
        return report.Model.Classes.Count == 2 ? [.. Joined(all)] : all;
    }

    private static IEnumerable<ScoreRow> Joined(ScoreRow[] rows)
    {
        foreach (var row in rows)
        {
            var twin = rows.FirstOrDefault(x => x.Images == row.Images && x.Scores[0] == Twin(row.Scores[0]));
            bool isSame =
                twin is not null && row.Ranks.SequenceEqual(twin.Ranks) && row.Shares.SequenceEqual(twin.Shares);
            if (!isSame)
                yield return row;
            else if (row.Scores[0] == MaxProbability)
                yield return row with
                {
                    Scores = [MaxProbability, GeneralizedEntropy],
                };
        }
    }

    private static string? Twin(string score) =>
        score switch
        {
            MaxProbability => GeneralizedEntropy,
            GeneralizedEntropy => MaxProbability,
            _ => null,
        };
}
