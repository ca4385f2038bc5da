using MlNetLabels.Evaluation;

namespace MlNetLabels.Reports;

/// <summary>How sure one head is on in-domain test images and on each out-of-domain set.</summary>
internal sealed record HeadConfidence
{
    /// <summary>On in-domain test images.</summary>
    public required ConfidenceSummary InDomain { get; init; }

    /// <summary>On out-of-domain images, by the set's name.</summary>
    public IReadOnlyDictionary<string, ConfidenceSummary> OutOfDomain { get; init; } =
        new Dictionary<string, ConfidenceSummary>();
}
