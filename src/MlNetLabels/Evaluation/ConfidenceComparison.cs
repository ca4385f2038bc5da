using MlNetLabels.Evaluation;
using MlNetLabels.Metrics;

namespace MlNetLabels.MLNet;

/// <summary>How sure one head is on two sets of images.</summary>
/// <param name="InDomain">On images of the kind it was trained on.</param>
/// <param name="OutOfDomain">On images of another kind.</param>
/// <param name="Separation">How well the largest probability, negated, tells the two apart.</param>
public sealed record ConfidenceComparison(
    ConfidenceSummary InDomain,
    ConfidenceSummary OutOfDomain,
    Separation Separation
);
