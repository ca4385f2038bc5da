using MlNetLabels.Evaluation;
using MlNetLabels.Metrics;

namespace MlNetLabels.Reports.Building;

/// <summary>The report's account of the domain check and of the curves about it.</summary>
internal static class DomainBuilder
{
    public static DomainCheckReport Check(CoverageCheck check) =>
        new()
        {
            Score = check.Domain.Score,
            Why = check.Domain.Why,
            ChoiceAuroc = check.Domain.ChoiceAuroc,
            RejectRate = check.Domain.RejectRate,
            Cut = check.Domain.Cut,
            ByGroup = check.Domain.ByGroup,
            ValidationImages = check.Domain.ValidationImages,
            ValidationGroups = check.Domain.ValidationGroups,
            // One that is off accepts everything, which is no figure of it.
            ValidationCoverage = check.Domain.Cut is null ? null : check.Domain.ValidationCoverage,
            OutOfFoldImages = check.Domain.OutOfFoldImages > 0 ? check.Domain.OutOfFoldImages : null,
            OutOfFoldGroups = check.Domain.OutOfFoldImages > 0 ? check.Domain.OutOfFoldGroups : null,
            OutOfFoldCoverage = check.Domain.Cut is null ? null : check.Domain.OutOfFoldCoverage,
            TestImages = check.TestImages,
            TestNegatives = check.TestNegatives,
            TestCoverage = check.TestCoverage,
            NewClass = check.Domain.NewClass is { } newClass
                ? new(newClass.Doubt, newClass.UnsureRate, newClass.Cut)
                : null,
            Warning = check.Warning,
        };

    public static IReadOnlyList<RocCurve> Roc(IReadOnlyList<ScoredSets> scores) =>
        [
            .. from score in scores
            from set in score.OutOfDomain
            let points = Corners(
                Ranking.RocCurve(
                    [.. score.InDomain, .. set.Value],
                    [.. score.InDomain.Select(_ => false), .. set.Value.Select(_ => true)]
                )
            )
            where points.Length > 0
            select new RocCurve(
                set.Key,
                score.Head,
                score.Score,
                [.. points.Select(p => p.FalsePositiveRate)],
                [.. points.Select(p => p.TruePositiveRate)]
            ),
        ];

    public static IReadOnlyList<RiskCoverageReport> RiskCoverage(IReadOnlyList<RiskCoverageCurve> curves) =>
        [
            .. from curve in curves
            let points = CurveThinning.Even(curve.Curve.Points, ReportLimits.CurvePoints)
            select new RiskCoverageReport(
                curve.Head,
                curve.Confidence,
                curve.Curve.Area,
                [.. points.Select(p => p.Coverage)],
                [.. points.Select(p => p.Risk)]
            ),
        ];

    // A point in the middle of a level or upright stretch draws nothing.
    private static RocPoint[] Corners(IReadOnlyList<RocPoint> points) =>
        CurveThinning.Even(
            [
                .. points.Where(
                    (p, i) =>
                        i == 0
                        || i == points.Count - 1
                        || !(
                            (
                                points[i - 1].FalsePositiveRate == p.FalsePositiveRate
                                && p.FalsePositiveRate == points[i + 1].FalsePositiveRate
                            )
                            || (
                                points[i - 1].TruePositiveRate == p.TruePositiveRate
                                && p.TruePositiveRate == points[i + 1].TruePositiveRate
                            )
                        )
                ),
            ],
            ReportLimits.CurvePoints
        );
}
