using MlNetLabels.Metrics;

namespace MlNetLabels.Evaluation;

/// <summary>
/// What it buys in domain to leave the least sure images to a person: errors among those answered, by share answered.
/// </summary>
/// <param name="Head">
/// "softmax" (error: another class) or "labels" (error: the label set is not right as a whole).
/// </param>
/// <param name="Confidence">
/// What ranks the images: "largest probability", or the name of the out-of-domain score that decides.
/// </param>
/// <param name="Curve">Risk by coverage.</param>
internal sealed record RiskCoverageCurve(string Head, string Confidence, RiskCoverage Curve);
