using System.Text.Json.Serialization;

namespace MlNetLabels.Reports;

/// <summary>
/// The expected calibration error beside chance: what a perfectly calibrated model would score on as many images with
/// these probabilities. Images of one group are taken as independent.
/// </summary>
internal sealed record CalibrationNoiseReport
{
    /// <summary>Its error on average, above 0 by chance alone.</summary>
    public required double Mean { get; init; }

    /// <summary>Its error in 95 % of cases is at most this.</summary>
    public required double Upper { get; init; }

    /// <summary>Chance of an error as large as was found, or larger, were the probabilities right.</summary>
    public required double PValue { get; init; }

    /// <summary>
    /// Root mean square of the gap between stated probability and share right, without what sampling adds to it; 0 where
    /// nothing is left, null where no bin holds two predictions.
    /// </summary>
    public double? DebiasedRms { get; init; }

    /// <summary>Consistency band of each bin, which the bins themselves carry in a report.</summary>
    [JsonIgnore]
    public IReadOnlyList<double?> BandLow { get; init; } = [];

    /// <inheritdoc cref="BandLow"/>
    [JsonIgnore]
    public IReadOnlyList<double?> BandHigh { get; init; } = [];
}
