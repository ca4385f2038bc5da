namespace MlNetLabels.Metrics;

/// <summary>
/// Means that nothing but the true probabilities make best, so that they judge calibration and discrimination at once.
/// Lower is better, 0 =
/// perfect; null where no row, or no cell, is known. Source: Gneiting and Raftery, JASA 102 (2007).
/// </summary>
/// <param name="Brier">As in <see cref="MulticlassMetrics.Brier"/> and <see cref="MultiLabelMetrics.Brier"/>.</param>
/// <param name="LogLoss">
/// In nats, as in <see cref="MulticlassMetrics.LogLoss"/> and <see cref="MultiLabelMetrics.LogLoss"/>.
/// </param>
public readonly record struct ProperScores(double? Brier, double? LogLoss);
