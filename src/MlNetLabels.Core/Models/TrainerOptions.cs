using MlNetLabels.Calibration;
using MlNetLabels.Data;
using MlNetLabels.Heads;

namespace MlNetLabels.Models;

/// <summary>How a model is trained.</summary>
public sealed record TrainerOptions
{
    /// <summary>The heads.</summary>
    public HeadOptions Heads { get; init; } = new();

    /// <summary>How each label's threshold is chosen on images held out from its head.</summary>
    public ThresholdRule Threshold { get; init; } = ThresholdRule.ExpectedF1;

    /// <summary>
    /// Share of in-domain images that the domain check may reject at most; 0.05 by default, in (0, 1).
    /// </summary>
    public double RejectRate { get; init; } = 0.05;

    /// <summary>
    /// The out-of-domain score that decides, one of <see cref="OutOfDomain.OutOfDomainScorers.Names"/>; null for the one
    /// that tells validation out-of-domain images best, or the default where there are none.
    /// </summary>
    public string? DomainScore { get; init; }

    /// <summary>
    /// Cross-fitting, or a split into training and validation images. Data that prescribe validation images are split
    /// whatever this says.
    /// </summary>
    public FitWay Fit { get; init; } = FitWay.Cross;

    /// <summary>How a model of these data is fitted.</summary>
    public FitWay WayOf(ImageDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return dataset.Rows.Any(row => row.Split == Split.Validation) ? FitWay.Split : Fit;
    }
}
