namespace MlNetLabels.Evaluation;

/// <summary>
/// How well one score of one head does on average over out-of-domain sets, each set counting the same.
/// </summary>
/// <param name="Over">"near", "far" or "all".</param>
/// <param name="Sets">How many sets that are.</param>
/// <param name="Head">Head the score reads.</param>
/// <param name="Score">Name of the score.</param>
/// <param name="Auroc">Mean of <see cref="OutOfDomainResult.Auroc"/>; null where undefined on every set.</param>
/// <param name="AuprIn">Mean of <see cref="OutOfDomainResult.AuprIn"/>.</param>
/// <param name="AuprOut">Mean of <see cref="OutOfDomainResult.AuprOut"/>.</param>
/// <param name="Fpr95OutPositive">Mean of <see cref="OutOfDomainResult.Fpr95OutPositive"/>.</param>
/// <param name="Fpr95InPositive">Mean of <see cref="OutOfDomainResult.Fpr95InPositive"/>.</param>
/// <param name="Rejected">Mean of <see cref="OutOfDomainResult.Rejected"/>.</param>
/// <param name="ConfidentAccepted">Mean of <see cref="OutOfDomainResult.ConfidentAccepted"/>.</param>
internal sealed record OutOfDomainMean(
    string Over,
    int Sets,
    string Head,
    string Score,
    double? Auroc,
    double? AuprIn,
    double? AuprOut,
    double? Fpr95OutPositive,
    double? Fpr95InPositive,
    double? Rejected,
    double? ConfidentAccepted
)
{
    private static readonly string[] Kinds = ["near", "far", "all"];

    /// <summary>Means over near sets, far sets and all sets, wherever there are two or more.</summary>
    public static IReadOnlyList<OutOfDomainMean> Compute(IReadOnlyList<OutOfDomainResult> results) =>
        [
            .. from over in Kinds
            let chosen = results.Where(r => over == "all" || r.Distance == over).ToArray()
            let sets = chosen.Select(r => r.Set).Distinct().Count()
            where sets > 1 && (over == "all" || sets < results.Select(r => r.Set).Distinct().Count())
            from score in chosen.GroupBy(r => (r.Head, r.Score))
            select new OutOfDomainMean(
                over,
                sets,
                score.Key.Head,
                score.Key.Score,
                score.Average(r => r.Auroc),
                score.Average(r => r.AuprIn),
                score.Average(r => r.AuprOut),
                score.Average(r => r.Fpr95OutPositive),
                score.Average(r => r.Fpr95InPositive),
                score.Average(r => r.Rejected),
                score.Average(r => r.ConfidentAccepted)
            ),
        ];
}
