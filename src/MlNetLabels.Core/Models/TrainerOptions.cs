using MlNetLabels.Calibration;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.OutOfDomain;

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
    /// Share of in-domain images that may be called <see cref="Verdict.Unsure"/> beside those rejected, at most; 0.05 by
    /// default, in (0, 1). Together at most the sum of both. Null for no check for new classes.
    /// </summary>
    public double? UnsureRate { get; init; } = ConformalCut.DefaultAlpha;

    /// <summary>
    /// Share of in-domain images whose class may be missing from <see cref="Prediction.ClassSet"/>, and expected share of
    /// an image's labels that may be missing from <see cref="Prediction.LabelSet"/>; 0.05 by default, in (0, 1).
    /// </summary>
    public double MissRate { get; init; } = ConformalCut.DefaultAlpha;

    /// <summary>
    /// The out-of-domain score that decides, one of <see cref="OutOfDomainScorers.Names"/>; null for the one
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
