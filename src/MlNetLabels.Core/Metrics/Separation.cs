namespace MlNetLabels.Metrics;

/// <summary>
/// How well an out-of-domain score (larger = further out) tells two sets apart, in both readings of who is positive.
/// </summary>
/// <param name="Auroc">
/// Chance that an out-of-domain image scores higher than an in-domain one; 0 to 1, 0.5 = blind, 1 = perfect.
/// </param>
/// <param name="AuprIn">
/// Average precision with in-domain images as positives, ranked by the negated score; 0 to 1, 1 = perfect.
/// </param>
/// <param name="AuprOut">Average precision with out-of-domain images as positives; 0 to 1, 1 = perfect.</param>
/// <param name="Fpr95OutPositive">Share of in-domain images at or above the highest score that catches 95 % of the
/// out-of-domain ones; 0 to
/// 1, 0 = perfect.</param>
/// <param name="Fpr95InPositive">Share of out-of-domain images at or below the lowest score that lets 95 % of the
/// in-domain ones through; 0
/// to 1, 0 = perfect.</param>
public sealed record Separation(
    double? Auroc,
    double? AuprIn,
    double? AuprOut,
    double? Fpr95OutPositive,
    double? Fpr95InPositive
)
{
    private const double WantedRate = 0.95;

    /// <summary>Measures one score on two sets; every figure is null where one of them is empty.</summary>
    /// <exception cref="ArgumentException">A score is NaN.</exception>
    public static Separation Measure(ReadOnlySpan<double> inDomainScores, ReadOnlySpan<double> outOfDomainScores)
    {
        if (inDomainScores.IsEmpty || outOfDomainScores.IsEmpty)
            return new(null, null, null, null, null);
        double[] scores = [.. inDomainScores, .. outOfDomainScores];
        double[] closeness = Array.ConvertAll(scores, x => -x);
        var isOut = new bool[scores.Length];
        isOut.AsSpan(inDomainScores.Length).Fill(true);
        bool[] isIn = Array.ConvertAll(isOut, x => !x);
        return new(
            Ranking.Auroc(scores, isOut),
            Ranking.AveragePrecision(closeness, isIn),
            Ranking.AveragePrecision(scores, isOut),
            Ranking.FprAtTpr(scores, isOut, WantedRate),
            Ranking.FprAtTpr(closeness, isIn, WantedRate)
        );
    }
}
