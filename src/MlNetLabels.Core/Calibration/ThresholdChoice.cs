namespace MlNetLabels.Calibration;

/// <summary>One label's threshold and what it gives on the validation rows it was chosen on.</summary>
/// <param name="Label">The label's name.</param>
/// <param name="Rule">How it was chosen.</param>
/// <param name="Threshold">
/// The label is predicted where its probability is at least this, compared in double precision.
/// </param>
/// <param name="Precision">Right among those predicted, 0 to 1; null where none is.</param>
/// <param name="Recall">Found among those present, 0 to 1; null where none is.</param>
/// <param name="F1">2 TP / (2 TP + FP + FN), 0 to 1; null where the label neither occurs nor is predicted.</param>
/// <param name="Reason">Why the rule could not be kept; null where it was.</param>
public sealed record ThresholdChoice(
    string Label,
    ThresholdRule Rule,
    double Threshold,
    double? Precision,
    double? Recall,
    double? F1,
    string? Reason = null
);
