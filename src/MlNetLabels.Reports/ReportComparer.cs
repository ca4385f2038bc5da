using MlNetLabels.Metrics;
using MlNetLabels.Reports.Comparing;

namespace MlNetLabels.Reports;

/// <summary>
/// Puts two runs beside each other on the test images that both reports hold, paired: both are judged on the same
/// resamples of the same images, so that an image that is hard for both does not count as a difference.
/// </summary>
public static class ReportComparer
{
    /// <summary>Compares two reports.</summary>
    /// <param name="nameA">What the first report is called.</param>
    /// <param name="a">The first report.</param>
    /// <param name="nameB">What the second report is called.</param>
    /// <param name="b">The second report.</param>
    /// <param name="bootstrap">Seed and threads of the resampling.</param>
    /// <param name="decisions">
    /// What else both were asked of the same images, each compared by McNemar's exact test; all figures together are
    /// corrected for their number.
    /// </param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidInputException">
    /// A report holds no results per image, or they share no head or no image.
    /// </exception>
    public static ComparisonReport Compare(
        string nameA,
        EvaluationReport a,
        string nameB,
        EvaluationReport b,
        BootstrapOptions bootstrap,
        IReadOnlyList<PairedDecisions>? decisions = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        ArgumentNullException.ThrowIfNull(bootstrap);
        return ContentComparer.Compare(
            nameA,
            a.Content,
            nameB,
            b.Content,
            bootstrap,
            decisions ?? [],
            cancellationToken
        );
    }
}
