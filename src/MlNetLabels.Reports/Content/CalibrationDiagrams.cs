namespace MlNetLabels.Reports;

/// <summary>One head's reliability on test images, before and after calibration; none before where it is as trained.</summary>
internal sealed record CalibrationDiagrams
{
    /// <summary>Uncalibrated probabilities.</summary>
    public ReliabilityDiagram? Before { get; init; }

    /// <summary>The probabilities that the model gives.</summary>
    public ReliabilityDiagram? After { get; init; }
}

/// <summary>Probabilities in bins: how sure, and how often right.</summary>
internal sealed record ReliabilityDiagram
{
    /// <summary>Bins in rising order; empty ones may be left out.</summary>
    public required IReadOnlyList<CalibrationBin> Bins { get; init; }

    /// <summary>Expected calibration error; 0 to 1, lower is better.</summary>
    public double? Ece { get; init; }

    /// <summary>
    /// What chance alone makes of the calibration error; null in older reports and of probabilities before calibration.
    /// </summary>
    public CalibrationNoiseReport? Noise { get; init; }

    /// <summary>Brier score as in the head's metrics; lower is better.</summary>
    public double? Brier { get; init; }

    /// <summary>Log-loss as in the head's metrics; lower is better.</summary>
    public double? LogLoss { get; init; }
}

/// <summary>One bin of a reliability diagram.</summary>
/// <param name="Lower">Lower edge of the probability.</param>
/// <param name="Upper">Upper edge.</param>
/// <param name="Count">Predictions in it.</param>
/// <param name="MeanProbability">Their mean probability; null in an empty bin.</param>
/// <param name="Observed">Share of them that is right; null in an empty bin.</param>
internal sealed record CalibrationBin(double Lower, double Upper, int Count, double? MeanProbability, double? Observed)
{
    /// <summary>
    /// Where the share that is right would lie in 95 % of cases, were the probabilities right; null in older reports.
    /// </summary>
    public double? ConsistentLow { get; init; }

    /// <inheritdoc cref="ConsistentLow"/>
    public double? ConsistentHigh { get; init; }
}
