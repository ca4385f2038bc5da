namespace MlNetLabels.Reports;

/// <summary>
/// ROC curve of one out-of-domain score; positive = out of domain. At most <see cref="ReportLimits.CurvePoints"/>
/// points, both arrays rising from 0 to 1.
/// </summary>
/// <param name="Set">The out-of-domain set.</param>
/// <param name="Head">Head the score reads: "softmax", "labels" or "embedding".</param>
/// <param name="Score">Name of the score.</param>
/// <param name="FalsePositiveRate">Share of in-domain images flagged.</param>
/// <param name="TruePositiveRate">Share of out-of-domain images flagged.</param>
internal sealed record RocCurve(
    string Set,
    string Head,
    string Score,
    IReadOnlyList<double> FalsePositiveRate,
    IReadOnlyList<double> TruePositiveRate
);
