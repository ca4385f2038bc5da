namespace MlNetLabels.Monitoring;

/// <summary>
/// How often predicted classes are right, by their own calibrated probabilities: their mean (NannyML calls it confidence-
/// based performance estimation), and by how much such means were off on held-out images. It tells nothing of images of
/// another kind.
/// </summary>
internal sealed class ExpectedAccuracy
{
    private double _right,
        _variance;
    private int _images;

    /// <summary>Adds the probability of a predicted class.</summary>
    public void Add(double probability)
    {
        double p = Math.Clamp(probability, 0, 1);
        _images++;
        _right += p;
        _variance += p * (1 - p);
    }

    /// <summary>The estimate; null of no image.</summary>
    public WindowEstimate? Estimate(EstimateGap? gap, double? heldOut) =>
        _images == 0
            ? null
            : EstimateInterval.Of(_right / _images, _variance / _images / _images, _images, gap, heldOut);
}
