namespace MlNetLabels.Vision.Export;

/// <summary>
/// Cuts and thresholds are values that some validation image has itself, so in use equality is common, while two programs
/// agree on a number only to rounding. The graph therefore decides a tie as <c>predict</c> does, in favour of the image:
/// numbers that differ by no more than rounding count as equal.
/// </summary>
internal static class Ties
{
    // The model's logits are sums in single precision of some hundred terms of about 30 in all: off by up to 2e-6.
    private const double Rounding = 4e-6;

    /// <summary>The score up to which a score counts as equal to this one.</summary>
    /// <param name="score">A validation image's score, or the cut.</param>
    /// <param name="scale">Size of the terms that the score is a difference of; 0 where it is none and only its own size matters.</param>
    public static double Above(double score, double scale) => score + Rounding * Math.Max(scale, Math.Abs(score));

    /// <summary>The probability from which on a probability counts as equal to this one.</summary>
    public static double Below(double probability) => probability - Rounding;
}
