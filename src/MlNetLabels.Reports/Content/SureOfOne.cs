using MlNetLabels.Metrics;

namespace MlNetLabels.Reports;

/// <summary>Out-of-domain images of which one head is more than 90% sure and the other is not.</summary>
/// <param name="Softmax">Images that only the softmax head is sure of.</param>
/// <param name="Labels">Images that only the label heads are sure of.</param>
internal sealed record SureOfOne(int Softmax, int Labels)
{
    private const double Rare = 0.05;

    /// <summary>
    /// Two-sided p-value of McNemar's exact test, as both heads saw the same images, where chance explains that one is sure
    /// of more; null where it does not.
    /// </summary>
    public double? Chance() => new McNemar(Softmax, Labels).PValue is >= Rare and { } p ? p : null;
}
