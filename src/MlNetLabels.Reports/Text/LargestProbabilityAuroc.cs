namespace MlNetLabels.Reports.Text;

/// <summary>How well a head's largest probability itself tells a set from in-domain images.</summary>
internal static class LargestProbabilityAuroc
{
    private static readonly string[] Scores = ["max-probability", "max-label-probability"];

    /// <summary>Whether there are out-of-domain images that it could be computed for.</summary>
    public static bool Applies(ReportContent report) =>
        report.Confidence.Present().Any(head => head.Value.OutOfDomain.Count > 0);

    /// <summary>The AUROC, or null where that score was not computed.</summary>
    public static double? Find(ReportContent report, string head, string set) =>
        report.OutOfDomain.FirstOrDefault(x => x.Head == head && x.Set == set && Scores.Contains(x.Score))?.Auroc;
}
