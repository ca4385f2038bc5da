namespace MlNetLabels.Metrics;

/// <summary>
/// What abstaining buys: when only the images the model is surest of are answered, how many answers are wrong. Source:
/// El-Yaniv and Wiener, JMLR 11 (2010); area: Geifman, Uziel and El-Yaniv, ICLR 2019.
/// </summary>
/// <param name="Points">One point per distinct confidence, from the surest images alone to all images.</param>
/// <param name="Area">
/// AURC = 1/n Σₖ (errors among the k surest) / k. 0 to 1, lower is better, 0 = no error anywhere; a blind confidence
/// comes near the error rate. Among equal confidences the errors are spread evenly, so that the order of the rows does
/// not count. Null without rows.
/// </param>
internal sealed record RiskCoverage(IReadOnlyList<RiskCoveragePoint> Points, double? Area)
{
    /// <summary>Measures one confidence; for an out-of-domain score give its negative.</summary>
    /// <param name="confidences">One number per image, larger = surer; any value but NaN.</param>
    /// <param name="wrong">Whether the answer for that image is wrong.</param>
    /// <exception cref="ArgumentException">A confidence is NaN.</exception>
    public static RiskCoverage Measure(ReadOnlySpan<double> confidences, ReadOnlySpan<bool> wrong)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(wrong.Length, confidences.Length);
        for (int i = 0; i < confidences.Length; i++)
            if (double.IsNaN(confidences[i]))
                throw new ArgumentException($"The confidence at index {i} is not a number.", nameof(confidences));
        var ranked = new RankedScores(confidences, wrong);
        var points = new RiskCoveragePoint[ranked.Runs];
        double area = 0;
        long errors = 0,
            answered = 0;
        for (int run = 0; run < points.Length; run++)
        {
            var (runErrors, runRight) = ranked.Run(run, default);
            long size = runErrors + runRight;
            for (long k = 1; k <= size; k++)
                area += (errors + ((double)runErrors * k / size)) / (answered + k);
            errors += runErrors;
            answered += size;
            points[run] = new(ranked.Score(run), (double)answered / confidences.Length, (double)errors / answered);
        }
        return new(points, answered == 0 ? null : area / answered);
    }
}

/// <summary>One point of a risk-coverage curve.</summary>
/// <param name="Threshold">Images whose confidence is at least this are answered.</param>
/// <param name="Coverage">Share of images answered; 0 to 1.</param>
/// <param name="Risk">Share of wrong answers among them; 0 to 1, lower is better.</param>
internal readonly record struct RiskCoveragePoint(double Threshold, double Coverage, double Risk);
