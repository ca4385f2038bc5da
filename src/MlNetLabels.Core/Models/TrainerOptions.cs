using MlNetLabels.Calibration;
using MlNetLabels.Heads;

namespace MlNetLabels.Models;

/// <summary>How a model is trained.</summary>
public sealed record TrainerOptions
{
    /// <summary>The heads.</summary>
    public HeadOptions Heads { get; init; } = new();

    /// <summary>How each label's threshold is chosen on the validation images.</summary>
    public ThresholdRule Threshold { get; init; } = ThresholdRule.ExpectedF1;

    /// <summary>
    /// Share of in-domain images that the domain check may reject at most; 0.05 by default, in (0, 1).
    /// </summary>
    public double RejectRate { get; init; } = 0.05;
}
