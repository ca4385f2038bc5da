namespace MlNetLabels.Metrics;

/// <summary>
/// Whether a probability means what it says: rows are put into <see cref="Bins"/> equal bins over [0, 1] by their
/// confidence c, bin min(⌊15 c⌋, 14), and each bin's mean confidence is compared with its hit rate. Source: Naeini,
/// Cooper and Hauskrecht, AAAI 2015; Guo, Pleiss, Sun and Weinberger, ICML 2017.
/// </summary>
internal static class CalibrationError
{
    /// <summary>Number of bins.</summary>
    public const int Bins = 15;

    /// <summary>
    /// Expected calibration error: Σ bins (rows in it / all rows) · |mean confidence - hit rate|. 0 to 1, lower is
    /// better, 0 = perfect. Null without rows. Few rows inflate it: a perfectly calibrated model scores above 0 by
    /// chance alone.
    /// </summary>
    /// <param name="confidences">The probability of what is judged: the predicted class, or the label.</param>
    /// <param name="hits">Whether that class is the true one, or the label is present.</param>
    /// <exception cref="ArgumentException">A confidence is NaN or outside [0, 1].</exception>
    public static double? Expected(ReadOnlySpan<double> confidences, ReadOnlySpan<bool> hits) =>
        Bin(confidences, hits).Error();

    /// <summary>The bins behind <see cref="Expected"/>, for a reliability diagram; always <see cref="Bins"/> of them,
    /// lowest
    /// first.</summary>
    /// <param name="confidences">The probability of what is judged: the predicted class, or the label.</param>
    /// <param name="hits">Whether that class is the true one, or the label is present.</param>
    /// <exception cref="ArgumentException">A confidence is NaN or outside [0, 1].</exception>
    public static IReadOnlyList<ReliabilityBin> Reliability(
        ReadOnlySpan<double> confidences,
        ReadOnlySpan<bool> hits
    ) => Bin(confidences, hits).Diagram();

    private static BinnedConfidence Bin(ReadOnlySpan<double> confidences, ReadOnlySpan<bool> hits)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(hits.Length, confidences.Length);
        for (int i = 0; i < confidences.Length; i++)
            if (!(confidences[i] is >= 0 and <= 1))
                throw new ArgumentException(
                    FormattableString.Invariant($"The confidence at index {i} is {confidences[i]}, not in [0, 1]."),
                    nameof(confidences)
                );
        return new(confidences, hits);
    }
}
