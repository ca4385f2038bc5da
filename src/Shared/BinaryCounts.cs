namespace MlNetLabels.Metrics;

/// <summary>True positives, false positives and false negatives, and what follows from them.</summary>
internal readonly record struct BinaryCounts(long TruePositives, long FalsePositives, long FalseNegatives)
{
    public long Support => TruePositives + FalseNegatives;

    public double? Precision => Ratio(TruePositives, TruePositives + FalsePositives);

    public double? Recall => Ratio(TruePositives, Support);

    public double? F1 => Ratio(2 * TruePositives, (2 * TruePositives) + FalsePositives + FalseNegatives);

    public static BinaryCounts operator +(BinaryCounts a, BinaryCounts b) =>
        new(
            a.TruePositives + b.TruePositives,
            a.FalsePositives + b.FalsePositives,
            a.FalseNegatives + b.FalseNegatives
        );

    private static double? Ratio(long part, long whole) => whole == 0 ? null : (double)part / whole;
}
