using MlNetLabels.Evaluation;
using MlNetLabels.Metrics;

namespace MlNetLabels.Reports.Checks;

/// <summary>What must hold before a report is written or believed, beyond what the types say.</summary>
internal static class ReportChecks
{
    private const int HistogramBins = 20;
    private const int Shares = 101;

    // Thirty years.
    private const double MostSeconds = 1e9;

    /// <summary>The first contradiction with its place, or null where all is well.</summary>
    public static string? FirstProblem(ReportContent report) =>
        Version(report)
            .Concat(Confusions(report))
            .Concat(Histograms(report))
            .Concat(Sure(report))
            .Concat(Curves(report))
            .Concat(Timings(report))
            .Concat(Thumbnails(report))
            .Concat(PictureChecks.Problems(report))
            .Concat(ResultChecks.Problems(report.ImageResults))
            .FirstOrDefault();

    private static IEnumerable<string> Version(ReportContent report)
    {
        if (report.SchemaVersion != ReportContent.CurrentSchemaVersion)
            yield return $"schemaVersion is {report.SchemaVersion}, {ReportContent.CurrentSchemaVersion} expected.";
    }

    private static IEnumerable<string> Confusions(ReportContent report)
    {
        foreach (
            var (split, metrics) in new (string, MulticlassMetrics?)[]
            {
                ("validation", report.Heads.Softmax?.Validation),
                ("outOfFold", report.Heads.Softmax?.OutOfFold),
                ("test", report.Heads.Softmax?.Test),
            }
        )
        {
            if (metrics is null)
                continue;
            int classes = metrics.PerClass.Count;
            if (metrics.Confusion.Length != classes || metrics.Confusion.Any(x => x.Length != classes))
                yield return $"heads.softmax.{split}.confusion is not {classes} x {classes}, one row and column for each of perClass.";
        }
    }

    private static IEnumerable<string> Sure(ReportContent report)
    {
        long images = report.Confidence.Softmax?.OutOfDomain.Values.Sum(x => (long)x.Count) ?? 0;
        if (
            report.SureOfOne is { } one
            && (one.Softmax < 0 || one.Labels < 0 || (long)one.Softmax + one.Labels > images)
        )
            yield return $"sureOfOne counts {one.Softmax} and {one.Labels} of {images} out-of-domain images.";
    }

    private static IEnumerable<string> Histograms(ReportContent report)
    {
        foreach (var (head, confidence) in report.Confidence.Present())
        {
            if (Wrong(confidence.InDomain) is { } inDomain)
                yield return $"confidence.{head}.inDomain.{inDomain}";
            foreach (var (set, summary) in confidence.OutOfDomain)
                if (Wrong(summary) is { } outside)
                    yield return $"confidence.{head}.outOfDomain.{set}.{outside}";
        }

        // Reports written before there were shares have none.
        static string? Wrong(ConfidenceSummary summary) =>
            summary.Histogram.Count != HistogramBins ? $"histogram does not hold {HistogramBins} counts."
            : summary.ShareAbove.Count is not (0 or Shares) ? $"shareAbove does not hold {Shares} shares."
            : null;
    }

    private static IEnumerable<string> Curves(ReportContent report)
    {
        foreach (var curve in report.ThresholdCurves ?? [])
            if (
                curve.TruePositives.Count != ThresholdCurve.Steps + 1
                || curve.FalsePositives.Count != ThresholdCurve.Steps + 1
            )
                yield return $"thresholdCurves: '{curve.Label}' does not hold {ThresholdCurve.Steps + 1} counts.";
        foreach (var curve in report.RocCurves ?? [])
            if (
                curve.FalsePositiveRate.Count != curve.TruePositiveRate.Count
                || curve.FalsePositiveRate.Count > ReportLimits.CurvePoints
            )
                yield return $"rocCurves: '{curve.Set}', {curve.Score} has {curve.FalsePositiveRate.Count} and "
                    + $"{curve.TruePositiveRate.Count} values; as many of both, at most {ReportLimits.CurvePoints}, "
                    + $"expected.";
        foreach (var curve in report.RiskCoverage ?? [])
            if (curve.Coverage.Count != curve.Risk.Count || curve.Coverage.Count > ReportLimits.CurvePoints)
                yield return $"riskCoverage: {curve.Head} by {curve.Confidence} has {curve.Coverage.Count} and "
                    + $"{curve.Risk.Count} values; as many of both, at most {ReportLimits.CurvePoints}, expected.";
    }

    private static IEnumerable<string> Timings(ReportContent report)
    {
        foreach (var (phase, seconds) in report.Timings)
            if (!(seconds is >= 0 and <= MostSeconds))
                yield return FormattableString.Invariant(
                    $"timings.{phase} is {seconds}; seconds between 0 and {MostSeconds} expected."
                );
    }

    private static IEnumerable<string> Thumbnails(ReportContent report)
    {
        if (report.Images is not { } images)
            yield break;
        var judged = images
            .MostConfidentOutOfDomain.Concat(images.Mistakes ?? [])
            .Concat(images.LabelMistakes ?? [])
            .Concat(images.TopLosses ?? [])
            .Concat(images.NearThreshold ?? [])
            .Select(x => (x.File, x.Thumbnail));
        var sheet = images.ContactSheet.SelectMany(x => x.Images).Select(x => (x.File, x.Thumbnail));
        foreach (var (file, thumbnail) in judged.Concat(sheet))
            if (thumbnail is not null && !DataUri.IsImage(thumbnail))
                yield return $"images: the thumbnail of '{file}' is not a base64 data URI of type {DataUri.Types}.";
    }
}
