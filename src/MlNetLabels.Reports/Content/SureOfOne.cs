namespace MlNetLabels.Reports;

/// <summary>Out-of-domain images of which one head is more than 90% sure and the other is not.</summary>
/// <param name="Softmax">Images that only the softmax head is sure of.</param>
/// <param name="Labels">Images that only the label heads are sure of.</param>
internal sealed record SureOfOne(int Softmax, int Labels);
