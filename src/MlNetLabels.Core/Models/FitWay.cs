namespace MlNetLabels.Models;

/// <summary>Which images the heads learn from, and which set calibration, thresholds and the domain check.</summary>
public enum FitWay
{
    /// <summary>
    /// All that are not for testing do both: in folds, each calibrates heads that were fitted without it (cross-fitting),
    /// then the heads are fitted on all.
    /// </summary>
    Cross,

    /// <summary>The heads learn from training images, validation images set the rest.</summary>
    Split,
}
