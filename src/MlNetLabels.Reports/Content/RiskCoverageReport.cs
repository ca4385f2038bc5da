namespace MlNetLabels.Reports;

/// <summary>
/// Errors among in-domain images by the share that is answered, the surest first. At most
/// <see cref="ReportLimits.CurvePoints"/> points.
/// </summary>
/// <param name="Head">"softmax" or "labels".</param>
/// <param name="Confidence">What ranks the images: "largest probability" or an out-of-domain score.</param>
/// <param name="Area">Mean share of errors over all coverages; 0 to 1, lower is better; null without images.</param>
/// <param name="Coverage">Share of images answered, rising to 1.</param>
/// <param name="Risk">Share of errors among them.</param>
internal sealed record RiskCoverageReport(
    string Head,
    string Confidence,
    double? Area,
    IReadOnlyList<double> Coverage,
    IReadOnlyList<double> Risk
)
{
    /// <summary>Share of errors where at least this share of images is answered; null without images.</summary>
    internal double? RiskAt(double coverage)
    {
        for (int i = 0; i < Coverage.Count; i++)
            if (Coverage[i] >= coverage)
                return Risk[i];
        return null;
    }
}
