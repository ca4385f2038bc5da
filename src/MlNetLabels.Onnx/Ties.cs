namespace MlNetLabels.Onnx;

/// <summary>
/// Cuts and thresholds are values that some validation image has itself, so in use equality is common, while two
/// programs agree on a number only to rounding. The graph therefore decides a tie as <c>predict</c> does, in favour of
/// the image: numbers that differ by no more than rounding count as equal.
/// </summary>
internal sealed class Ties(OnnxInput start)
{
    // The model's logits are sums in single precision of some hundred terms of about 30 in all: off by up to 2e-6.
    // Another runtime, a resize or a network that sums in another order moves the backbone's input or what it holds by a
    // unit in the last place, and what follows by up to 3.4e-5.
    private readonly double _ofLogits = start == OnnxInput.Embedding ? 4e-6 : 1e-4;

    // From the embedding on, everything made of it alone is summed in double precision on both sides.
    private readonly double _ofEmbeddings = start == OnnxInput.Embedding ? 1e-9 : 1e-4;

    /// <summary>The score up to which a score counts as equal to this one.</summary>
    public double Above(double score, string scorer) =>
        score
        + scorer switch
        {
            // Differences of logits, which may be far smaller than what was rounded.
            "max-logit" or "energy" or "vim" or "agreement" => _ofLogits * Math.Max(1, Math.Abs(score)),
            "mahalanobis" or "mahalanobis++" or "residual" or "knn" or "knn-raw" => _ofEmbeddings * Math.Abs(score),
            _ => _ofLogits * Math.Abs(score),
        };

    /// <summary>
    /// The same for the sum of a score of the embedding and a head's doubt, each divided by its spread. What moves a logit
    /// by so much moves a probability by a quarter of it at most.
    /// </summary>
    public double AboveSum(double sum, double scoreSpread, double doubtSpread) =>
        sum + _ofLogits * (Math.Max(1, Math.Abs(sum)) + 1 / scoreSpread + 0.25 / doubtSpread);

    /// <summary>The probability from which on a probability counts as equal to this one.</summary>
    public double Below(double probability) => probability - _ofLogits;
}
