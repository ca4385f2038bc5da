using System.Globalization;
using MlNetLabels.Data;
using MlNetLabels.Metrics;
using MlNetLabels.Numerics;

namespace MlNetLabels.Calibration;

/// <summary>
/// Chooses labels' thresholds on held-out rows. Candidates are the observed probabilities q, the label being
/// predicted where p ≥ q. Call it once a rule to show what each would have given.
/// </summary>
internal static class Thresholds
{
    /// <summary>The threshold of a label that no held-out row has.</summary>
    public const double Default = 0.5;

    /// <summary>
    /// The rules that a report compares: the expected and the best F1, nine in ten right, nine in ten found, and the middle.
    /// </summary>
    public static IReadOnlyList<ThresholdRule> Usual { get; } =
    [
        ThresholdRule.ExpectedF1,
        ThresholdRule.BestF1,
        ThresholdRule.WantedPrecision(0.9),
        ThresholdRule.WantedRecall(0.9),
        ThresholdRule.Fixed(0.5),
    ];

    /// <summary>Chooses for every label, each on the rows that know it.</summary>
    /// <param name="labelNames">The labels in column order.</param>
    /// <param name="probabilities">
    /// Held-out probabilities, calibrated where the heads are; one row per image, one column per label.
    /// </param>
    /// <param name="truth">Truth of the same rows and labels.</param>
    /// <param name="rule">How to choose.</param>
    public static IReadOnlyList<ThresholdChoice> ChooseEach(
        IReadOnlyList<string> labelNames,
        Matrix probabilities,
        LabelMatrix truth,
        ThresholdRule rule
    )
    {
        ArgumentNullException.ThrowIfNull(labelNames);
        ArgumentOutOfRangeException.ThrowIfNotEqual(labelNames.Count, KnownRows.CheckedLabels(probabilities, truth));
        return
        [
            .. labelNames.Select(
                (name, label) =>
                {
                    var (values, states) = KnownRows.Select(probabilities, truth, label);
                    return Choose(name, values, states, rule);
                }
            ),
        ];
    }

    /// <summary>
    /// Chooses for one label. Expected F1: see <see cref="ExpectedF1Cut"/>. Best F1: the smallest q with the largest F1.
    /// Wanted precision: among the q that reach it, the most recall, then the most precision. Wanted recall: among the q
    /// that reach it, the most precision, then the most recall. Where a wanted precision cannot be reached, the q with
    /// the most precision, then recall, and a reason. A label without a positive gets <see cref="Default"/> and a
    /// reason.
    /// </summary>
    /// <param name="label">The label's name.</param>
    /// <param name="probabilities">One in [0, 1] per row.</param>
    /// <param name="truth">Whether that row has the label.</param>
    /// <param name="rule">How to choose.</param>
    /// <exception cref="InvalidInputException">A probability is NaN or outside [0, 1].</exception>
    public static ThresholdChoice Choose(
        string label,
        ReadOnlySpan<double> probabilities,
        ReadOnlySpan<bool> truth,
        ThresholdRule rule
    )
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentOutOfRangeException.ThrowIfNotEqual(truth.Length, probabilities.Length);
        ProbabilityInput.ThrowIfInvalid(probabilities.ToArray(), probabilities.Length, [label]);
        var ranked = new RankedScores(probabilities, truth);
        long positives = ranked.Totals(default).Positives;
        if (rule.Kind == ThresholdKind.Fixed)
            return At(label, rule, rule.Value!.Value, ranked, positives);
        if (positives == 0)
            return At(label, rule, Default, ranked, positives) with
            {
                Reason = "no held-out image is known to have the label",
            };

        if (rule.Kind == ThresholdKind.ExpectedF1)
            return At(label, rule, ExpectedF1Cut.Choose(probabilities), ranked, positives);

        BinaryCounts best = default,
            precisest = default;
        double threshold = double.NaN,
            precisestAt = double.NaN;
        foreach (var (score, counts) in Candidates(ranked, positives))
        {
            if (double.IsNaN(precisestAt) || IsMorePrecise(counts, precisest))
                (precisest, precisestAt) = (counts, score);
            if (Keeps(rule, counts) && (double.IsNaN(threshold) || IsBetter(rule.Kind, counts, best)))
                (best, threshold) = (counts, score);
        }
        return double.IsNaN(threshold)
            ? At(label, rule, precisestAt, ranked, positives) with
            {
                Reason = string.Create(
                    CultureInfo.InvariantCulture,
                    $"no threshold reaches a precision of {rule.Value}; the best reached is {precisest.Precision:0.###}"
                ),
            }
            : At(label, rule, threshold, ranked, positives);
    }

    private static bool Keeps(ThresholdRule rule, BinaryCounts counts) =>
        rule.Kind switch
        {
            ThresholdKind.WantedPrecision => counts.Precision >= rule.Value,
            ThresholdKind.WantedRecall => counts.Recall >= rule.Value,
            _ => true,
        };

    /// <summary>Candidates come from the largest q down, so that "at least as good" keeps the smallest. Quotients of
    /// equal value are equal
    /// bits.</summary>
    private static bool IsBetter(ThresholdKind kind, BinaryCounts counts, BinaryCounts best) =>
        kind switch
        {
            ThresholdKind.BestF1 => counts.F1 >= best.F1,
            ThresholdKind.WantedPrecision => counts.TruePositives > best.TruePositives,
            _ => IsMorePrecise(counts, best),
        };

    private static bool IsMorePrecise(BinaryCounts counts, BinaryCounts best) =>
        counts.Precision > best.Precision
        || (counts.Precision == best.Precision && counts.TruePositives > best.TruePositives);

    private static IEnumerable<(double Score, BinaryCounts Counts)> Candidates(RankedScores ranked, long positives)
    {
        long found = 0,
            extra = 0;
        for (int run = 0; run < ranked.Runs; run++)
        {
            var (p, n) = ranked.Run(run, default);
            yield return (ranked.Score(run), new(found += p, extra += n, positives - found));
        }
    }

    private static ThresholdChoice At(
        string label,
        ThresholdRule rule,
        double threshold,
        RankedScores ranked,
        long positives
    )
    {
        var counts = Candidates(ranked, positives)
            .TakeWhile(c => c.Score >= threshold)
            .Select(c => c.Counts)
            .LastOrDefault(new BinaryCounts(0, 0, positives));
        return new(label, rule, threshold, counts.Precision, counts.Recall, counts.F1);
    }
}
