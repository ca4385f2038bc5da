using MlNetLabels.Models;

namespace MlNetLabels.Monitoring;

/// <summary>
/// Micro-averaged F1 of labels by their own calibrated probabilities p: of those said to apply, the sum of p are right;
/// of all, the sum of p are there. F1 = 2 TP / (said + there), with a normal interval by the delta method that takes
/// labels as independent.
/// </summary>
internal sealed class ExpectedF1
{
    /// <summary>Chance that intervals hold.</summary>
    public const double Level = 0.95;

    // The 0.975 quantile of the normal distribution.
    private const double Width = 1.959964;

    private double _right,
        _there,
        _said,
        _varianceSaid,
        _varianceOthers;

    /// <summary>Adds an image.</summary>
    public void Add(IReadOnlyList<LabelProbability> labels)
    {
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
    public WindowEstimate? Estimate(double? heldOut)
    {
        double all = _said + _there;
        if (all <= 0)
            return null;
        double f1 = 2 * _right / all;
        // dF1 = (2 - F1) / all for a label that was said and is there, -F1 / all for one that was not and is.
        double deviation = Math.Sqrt((2 - f1) * (2 - f1) * _varianceSaid + f1 * f1 * _varianceOthers) / all;
        return new(f1, Math.Max(0, f1 - Width * deviation), Math.Min(1, f1 + Width * deviation), heldOut);
    }
}
