using MlNetLabels.Reports.Html;
using MlNetLabels.Reports.Json;
using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports.Tests;

/// <summary>ML.NET's trainers beside ours, in every form of the report.</summary>
public sealed class EngineRowsTests
{
    private static readonly ReportContent s_report = SampleReports.Bare() with
    {
        Engines =
        [
            new()
            {
                Engine = "MlNetLabels <1>",
                Head = "softmax",
                Lambda = 0.1,
                Objective = 0.25,
                Seconds = 0.0123,
                Accuracy = 0.975,
                LogLoss = 0.07,
            },
            new()
            {
                Engine = "ML.NET 5.0.1 L-BFGS",
                Head = "softmax",
                Lambda = 0.1,
                Objective = 0.25025,
                Seconds = 2.2,
                Accuracy = 0.975,
                LogLoss = null,
            },
        ],
    };

    [Fact]
    public void Sentence_TwoEngines_SaysHowFarApartAndHowLong() =>
        Assert.Equal(
            "ML.NET 5.0.1 L-BFGS on the same images and lambda: objectives differ by 0.001 of their value at most; "
                + "softmax 2.2 s, ours 12 ms.",
            EngineRows.Sentence(s_report)
        );

    [Fact]
    public void Sentence_NoEngines_IsAbsent() => Assert.Null(EngineRows.Sentence(SampleReports.Bare()));

    [Fact]
    public void Create_UndefinedLogLoss_IsADash() =>
        Assert.Equal(
            ["softmax", "ML.NET 5.0.1 L-BFGS", "0.1", "0.250250", "2.2 s", "0.9750", "–"],
            EngineRows.Create(s_report)[1]
        );

    [Fact]
    public void Page_Engines_AreATableWithNamesEscaped()
    {
        string page = HtmlPage.Render(s_report);

        Assert.Contains("id=\"engines\"", page, StringComparison.Ordinal);
        Assert.Contains("MlNetLabels &lt;1&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"engines\"", HtmlPage.Render(SampleReports.Bare()), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_Engines_ComeBack()
    {
        byte[] json = JsonReportWriter.Serialize(s_report);

        Assert.Equal(s_report.Engines, JsonReportReader.Parse(json).Engines!);
    }
}
