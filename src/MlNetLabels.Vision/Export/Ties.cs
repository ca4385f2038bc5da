namespace MlNetLabels.Vision.Export;

/// <summary>
/// Cuts and thresholds are values that some validation image has itself, so in use equality is common, while two programs
/// agree on a number only to rounding. The graph therefore decides a tie as <c>predict</c> does, in favour of the image:
/// numbers that differ by no more than rounding count as equal.
/// </summary>
internal static class Ties
{
    // The model's logits are sums in single precision of some hundred terms of about 30 in all: off by up to 2e-6.
    private const double OfLogits = 4e-6;

    // Everything made of the embedding alone is summed in double precision on both sides.
    private const double OfEmbeddings = 1e-9;

    /// <summary>The score up to which a score counts as equal to this one.</summary>
    public static double Above(double score, string scorer) => score + scorer switch
    {
        // Differences of logits, which may be far smaller than what was rounded.
        "max-logit" or "energy" or "vim" => OfLogits,
        "mahalanobis" or "residual" or "knn" => OfEmbeddings * Math.Abs(score),
        _ => OfLogits * Math.Abs(score),
    };

    /// <summary>The probability from which on a probability counts as equal to this one.</summary>
    public static double Below(double probability) => probability - OfLogits;
}
