namespace MlNetLabels.Reports;

/// <summary>
/// Precision against recall of one label over all thresholds, on test images. At most
/// <see cref="ReportLimits.PrecisionRecallPoints"/> points, from the highest threshold down.
/// </summary>
/// <param name="Label">The label.</param>
/// <param name="Positives">Images that have it.</param>
/// <param name="AveragePrecision">Area under the steps of the whole curve; null where no image has the label.</param>
/// <param name="Recall">Share of images with the label that get it, never falling.</param>
/// <param name="Precision">Share right among those that get it.</param>
internal sealed record PrecisionRecallCurve(
    string Label,
    int Positives,
    double? AveragePrecision,
    IReadOnlyList<double> Recall,
    IReadOnlyList<double> Precision
);
