using MlNetLabels.Evaluation;
using MlNetLabels.Metrics;
using MlNetLabels.Reports.Building;
using MlNetLabels.Reports.Html;
using MlNetLabels.Reports.Json;
using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports.Tests;

public sealed class DomainSectionTests
{
    private static readonly ReportContent s_report = SampleReports.Prints() with
    {
        DomainCheck = new()
        {
            Score = "mahalanobis",
            Why = "mahalanobis <b>won</b>.",
            ChoiceAuroc = new Dictionary<string, double> { ["mahalanobis"] = 0.987, ["knn"] = 0.9 },
            RejectRate = 0.05,
            Cut = 7.5,
            ByGroup = true,
            ValidationImages = 43,
            ValidationGroups = 21,
            ValidationCoverage = 0.977,
            TestImages = 42,
            TestCoverage = 0.952,
            Warning = "few <groups>",
        },
        Negatives =
        [
            new()
            {
                Set = "known negatives",
                Count = 12,
                NoneWith = 1,
                NoneWithout = 0.917,
                SoftmaxAbove90 = 0.167,
                VerdictNone = 1,
                VerdictRejected = 0,
            },
        ],
        RiskCoverage =
        [
            new("softmax", "largest probability", 0.0123, [0.5, 1], [0, 0.048]),
            new("softmax", "mahalanobis", 0.0234, [0.5, 1], [0.02, 0.048]),
        ],
    };

    [Fact]
    public void Html_DomainCheck_TellsScorePromiseAndWarningEncoded()
    {
        string page = HtmlPage.Render(s_report);

        foreach (
            string part in new[]
            {
                "mahalanobis &lt;b&gt;won&lt;/b&gt;.",
                "few &lt;groups&gt;",
                "43 validation images from 21 groups",
                "42 in-domain test images",
                "known negatives",
                "91.7%",
                "0.0123",
                "data-chart=\"risk\"",
            }
        )
            Assert.Contains(part, page, StringComparison.Ordinal);
    }

    [Fact]
    public void Html_RiskWithoutError_IsSaidInsteadOfDrawn()
    {
        string page = HtmlPage.Render(
            s_report with
            {
                RiskCoverage =
                [
                    new("softmax", "largest probability", 0, [0.5, 1], [0, 0]),
                    new("labels", "largest probability", 0.1, [0.5, 1], [0, 0.2]),
                ],
            }
        );

        Assert.Contains("no error on in-domain test images", page, StringComparison.Ordinal);
        Assert.DoesNotContain("data-chart=\"risk\" data-head=\"softmax\"", page, StringComparison.Ordinal);
        Assert.Contains("data-chart=\"risk\" data-head=\"labels\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Html_KnownNegativesOfAClassifier_AreCountedBesideItsTestImages() =>
        Assert.Contains(
            "<dt>Test, known negatives</dt><dd>12</dd>",
            HtmlPage.Render(s_report),
            StringComparison.Ordinal
        );

    [Fact]
    public void Json_DomainParts_ReadBackAsWritten()
    {
        var read = JsonReportReader.Parse(JsonReportWriter.Serialize(s_report));

        Assert.Equivalent(s_report.DomainCheck, read.DomainCheck, strict: true);
        Assert.Equivalent(s_report.Negatives, read.Negatives, strict: true);
        Assert.Equivalent(s_report.RiskCoverage, read.RiskCoverage, strict: true);
    }

    [Fact]
    public void Console_DomainParts_HaveTheirTables()
    {
        using var text = new StringWriter();
        ConsoleSummary.Write(s_report, text);

        Assert.Matches("mahalanobis +test 42 +95.2% +95%", text.ToString());
        Assert.Matches("known negatives +12 +100% +91.7% +16.7%", text.ToString());
        Assert.Matches("largest probability +softmax +0.0123 +4.8%", text.ToString());
        Assert.Contains(
            "Behind the domain check (mahalanobis), the softmax head answers 11%",
            text.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Serialize_RiskCoverageOfUnequalLengths_Throws() =>
        Assert.Throws<ArgumentException>(() =>
            JsonReportWriter.Serialize(s_report with { RiskCoverage = [new("softmax", "x", 0, [1], [])] })
        );

    [Fact]
    public void Roc_ManyScores_StaysWithinTheLimitAndKeepsBothEndsAndItsArea()
    {
        // Rising differences make every point a corner.
        double[] inside = [.. Enumerable.Range(0, 3000).Select(i => (double)i)],
            outside = [.. Enumerable.Range(0, 3000).Select(i => i + 700.5)];

        var curve = Assert.Single(
            DomainBuilder.Roc([
                new ScoredSets("vim", "embedding", inside, new Dictionary<string, double[]> { ["far"] = outside }),
            ])
        );

        Assert.InRange(curve.FalsePositiveRate.Count, 3, ReportLimits.CurvePoints);
        Assert.Equal(
            (0, 0, 1, 1),
            (
                curve.FalsePositiveRate[0],
                curve.TruePositiveRate[0],
                curve.FalsePositiveRate[^1],
                curve.TruePositiveRate[^1]
            )
        );
        double area = Enumerable
            .Range(1, curve.FalsePositiveRate.Count - 1)
            .Sum(i =>
                (curve.FalsePositiveRate[i] - curve.FalsePositiveRate[i - 1])
                * (curve.TruePositiveRate[i] + curve.TruePositiveRate[i - 1])
                / 2
            );
        // A twelfth of the points is left: each chord cuts off less than a thousandth.
        Assert.Equal(Separation.Measure(inside, outside).Auroc!.Value, area, 1e-3);
    }

    [Fact]
    public void Roc_PerfectScore_NeedsThreePoints()
    {
        var curve = Assert.Single(
            DomainBuilder.Roc([
                new ScoredSets("vim", "embedding", [1, 2, 3], new Dictionary<string, double[]> { ["far"] = [7, 8, 9] }),
            ])
        );

        Assert.Equal([0, 0, 1], curve.FalsePositiveRate);
        Assert.Equal([0, 1, 1], curve.TruePositiveRate);
    }
}
