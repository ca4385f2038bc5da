using MlNetLabels.Models;

namespace MlNetLabels.Monitoring;

/// <summary>
/// Micro-averaged F1 of labels by their own calibrated probabilities p: of those said to apply, the sum of p are right;
/// of all, the sum of p are there. F1 = 2 TP / (said + there), and by how much such figures were off on held-out images.
/// </summary>
internal sealed class ExpectedF1
{
    private double _right,
        _there,
        _said,
        _varianceSaid,
        _varianceOthers;
    private int _images;

    /// <summary>Adds an image.</summary>
    public void Add(IReadOnlyList<LabelProbability> labels)
    {
        _images++;
        foreach (var (_, p, _, applies) in labels)
        {
            _there += p;
            if (applies)
            {
                _said++;
                _right += p;
                _varianceSaid += p * (1 - p);
            }
            else
                _varianceOthers += p * (1 - p);
        }
    }

    /// <summary>The estimate; null where no label was said and none can be there.</summary>
    public WindowEstimate? Estimate(EstimateGap? gap, double? heldOut)
    {
        double all = _said + _there;
        if (all <= 0)
            return null;
        double f1 = 2 * _right / all;
        // dF1 = (2 - F1) / all for a label that was said and is there, -F1 / all for one that was not and is.
        double variance = ((2 - f1) * (2 - f1) * _varianceSaid + f1 * f1 * _varianceOthers) / (all * all);
        return EstimateInterval.Of(f1, variance, _images, gap, heldOut);
    }
}
