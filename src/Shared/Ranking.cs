namespace MlNetLabels.Metrics;

/// <summary>
/// How well a score puts positives above negatives. Only the order of the scores counts, so logits and probabilities
/// give the same; any value but NaN is a score. Each figure is null where the rows cannot define it: no positive or,
/// except for average precision, no negative.
/// </summary>
internal static class Ranking
{
    /// <summary>
    /// Area under the receiver operating characteristic: P(s₊ > s₋) + ½ P(s₊ = s₋) over all pairs of a positive and a
    /// negative (the Mann-Whitney statistic). 0 to 1, higher is better, 1 = perfect, 0.5 = blind. O(n log n). Source:
    /// Hanley and McNeil, Radiology 143 (1982); Fawcett, Pattern Recognition Letters 27 (2006). Equal to scikit-learn's
    /// roc_auc_score.
    /// </summary>
    public static double? Auroc(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positives) =>
        Rank(scores, positives).Auroc();

    /// <summary>
    /// Average precision: Σ (Rₖ - Rₖ₋₁) Pₖ over the distinct scores k from the highest down, rows of equal score taken
    /// together. 0 to 1,
    /// higher is better, 1 = perfect; a blind score comes near the share of positives. Not interpolated.
    /// Source: Zhu, "Recall, Precision and Average Precision" (2004); equal to scikit-learn's average_precision_score.
    /// </summary>
    public static double? AveragePrecision(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positives) =>
        Rank(scores, positives).AveragePrecision();

    /// <summary>
    /// Share of negatives at or above the first (highest) observed score that has at least
    /// <paramref name="truePositiveRate"/> of the
    /// positives at or above it. 0 to 1, lower is better, 0 = perfect. Source: "FPR at 95 % TPR" of Liang, Li and
    /// Srikant, ICLR 2018.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not in (0, 1].</exception>
    public static double? FprAtTpr(
        ReadOnlySpan<double> scores,
        ReadOnlySpan<bool> positives,
        double truePositiveRate = 0.95
    )
    {
        if (!(truePositiveRate is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(
                nameof(truePositiveRate),
                truePositiveRate,
                "A rate above 0 and up to 1 is wanted."
            );
        return Rank(scores, positives).FprAtTpr(truePositiveRate);
    }

    /// <summary>
    /// The receiver operating characteristic: one point per distinct score from the highest down, after (0, 0) at
    /// threshold +∞. Empty where
    /// there is no positive or no negative. The trapezoids under it sum to <see cref="Auroc"/>.
    /// </summary>
    public static IReadOnlyList<RocPoint> RocCurve(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positives)
    {
        var ranked = Rank(scores, positives);
        var (allPositives, allNegatives) = ranked.Totals(default);
        if (allPositives == 0 || allNegatives == 0)
            return [];
        List<RocPoint> points = [new(double.PositiveInfinity, 0, 0)];
        long caught = 0,
            flagged = 0;
        for (int run = 0; run < ranked.Runs; run++)
        {
            var (p, n) = ranked.Run(run, default);
            points.Add(
                new(ranked.Score(run), (double)(flagged += n) / allNegatives, (double)(caught += p) / allPositives)
            );
        }
        return points;
    }

    /// <summary>
    /// Precision and recall at each distinct score from the highest down. Empty where there is no positive. The steps
    /// under it sum to <see cref="AveragePrecision"/>.
    /// </summary>
    public static IReadOnlyList<PrecisionRecallPoint> PrecisionRecallCurve(
        ReadOnlySpan<double> scores,
        ReadOnlySpan<bool> positives
    )
    {
        var ranked = Rank(scores, positives);
        long allPositives = ranked.Totals(default).Positives;
        if (allPositives == 0)
            return [];
        var points = new PrecisionRecallPoint[ranked.Runs];
        long found = 0,
            predicted = 0;
        for (int run = 0; run < points.Length; run++)
        {
            var (p, n) = ranked.Run(run, default);
            predicted += p + n;
            points[run] = new(ranked.Score(run), (double)(found += p) / predicted, (double)found / allPositives);
        }
        return points;
    }

    private static RankedScores Rank(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positives)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(positives.Length, scores.Length);
        for (int i = 0; i < scores.Length; i++)
            if (double.IsNaN(scores[i]))
                throw new ArgumentException($"The score at index {i} is not a number.", nameof(scores));
        return new(scores, positives);
    }
}

/// <summary>One point of a receiver operating characteristic.</summary>
/// <param name="Threshold">Rows that score at least this are flagged.</param>
/// <param name="FalsePositiveRate">Share of negatives flagged; 0 to 1, lower is better.</param>
/// <param name="TruePositiveRate">Share of positives flagged; 0 to 1, higher is better.</param>
internal readonly record struct RocPoint(double Threshold, double FalsePositiveRate, double TruePositiveRate);

/// <summary>One point of a precision-recall curve.</summary>
/// <param name="Threshold">Rows that score at least this are predicted.</param>
/// <param name="Precision">Share of positives among those predicted; 0 to 1, higher is better.</param>
/// <param name="Recall">Share of positives that are predicted; 0 to 1, higher is better.</param>
internal readonly record struct PrecisionRecallPoint(double Threshold, double Precision, double Recall);
