namespace MlNetLabels.Calibration;

/// <summary>The calibration of one label and what it won against.</summary>
/// <param name="Calibration">The winner, fitted on all held-out rows.</param>
/// <param name="IdentityLogLoss">
/// Mean log-loss of the head's own probabilities on the held-out rows; null where there is none.
/// </param>
/// <param name="PlattLogLoss">
/// Cross-validated mean log-loss of Platt scaling there; null where it did not compete.
/// </param>
/// <param name="IsotonicLogLoss">
/// Cross-validated mean log-loss of isotonic calibration there; null where it did not compete.
/// </param>
internal sealed record CalibrationChoice(
    LabelCalibration Calibration,
    double? IdentityLogLoss,
    double? PlattLogLoss,
    double? IsotonicLogLoss
)
{
    /// <summary>By how much the better of both lowers the log-loss; null where none competed.</summary>
    public double? Gain { get; init; }

    /// <summary>Its standard error: with a smaller gain the identity is kept.</summary>
    public double? GainStandardError { get; init; }
}
