namespace MlNetLabels.Monitoring;

/// <summary>
/// How often predicted classes are right, by their own calibrated probabilities: their mean. NannyML calls it confidence-
/// based performance estimation. It holds as far as the calibration does, and so not for images of another kind.
/// </summary>
internal sealed class ExpectedAccuracy
{
    private readonly List<double> _chances = [];

    /// <summary>Adds the probability of a predicted class.</summary>
    public void Add(double probability) => _chances.Add(Math.Clamp(probability, 0, 1));

    /// <summary>The estimate; null of no image.</summary>
    public WindowEstimate? Estimate(double? heldOut)
    {
        if (_chances.Count == 0)
            return null;
        var (low, high) = PoissonBinomial.Interval(_chances, ExpectedF1.Level);
        return new(_chances.Average(), (double)low / _chances.Count, (double)high / _chances.Count, heldOut);
    }
}
