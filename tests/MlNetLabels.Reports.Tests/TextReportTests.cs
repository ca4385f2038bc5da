using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports.Tests;

public sealed class TextReportTests
{
    private const string NothingOutside =
        "No out-of-domain images were given, so nothing here says what the model does with images of another kind. "
        + "evaluate and demo take some with --out-of-domain.";

    private const string NothingKnown = "nothing is known of images of another kind, since none were given",
        RightClass = "it names the right class for 95.2% of 42 test images";

    [Fact]
    public void Console_BareReport_IsTheSnapshot() =>
        Assert.Equal(
            $"""
            Book illustrations: building or coat of arms
            Usable with care: {NothingKnown}; on the other hand, {RightClass}.
            Next: Evaluate again with --out-of-domain and a folder of images that the model must not answer.

            Largest probability per image
              head        images  count    mean     max     min  above 90%  no label           sum
              softmax  in domain     42  0.9771  0.9999  0.9265       100%     never  1.00 to 1.00

            Softmax head
              metric     test  95% interval  validation
              accuracy  95.2%    88% to 99%       95.2%
              macro F1  0.950             –       0.950
              log loss  0.141             –       0.141
              ECE       0.031             –       0.031

            - The softmax head names the right class for 95.2% of 42 test images.
            - {NothingOutside}

            """,
            Console(SampleReports.Bare() with { Gates = null })
        );

    [Fact]
    public void Console_OutOfDomainSet_StandsBesideInDomain()
    {
        string text = Console(SampleReports.Prints());
        Assert.Matches("labels +people +123 ", text);
        Assert.Matches("softmax behind mahalanobis +in domain ", text);
        Assert.Matches("Calibration error .* FAILED", text);
    }

    [Fact]
    public void Console_HostileNames_CannotSteerATerminal()
    {
        var report = SampleReports.Classes("\u001b[2J\u202Etitle", ["a\r\nb", "c"], [("set\u0007", null, 3)]);
        Assert.DoesNotMatch("[\\x00-\\x09\\x0B-\\x1F\\x7F\u202E]", Console(report));
    }

    [Fact]
    public void Markdown_HostileNames_AreEscaped()
    {
        string text = MarkdownSummary.Render(SampleReports.HostileNames());
        Assert.DoesNotContain("<img", text, StringComparison.Ordinal);
        Assert.Contains("&lt;/script>&lt;img", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_EveryTable_HasAsManyCellsInEachRow()
    {
        var lines = MarkdownSummary.Render(SampleReports.HostileNames()).Split('\n');
        string? before = null;
        foreach (string line in lines)
        {
            if (line.StartsWith('|') && before is not null && before.StartsWith('|'))
                Assert.Equal(Cells(before), Cells(line));
            before = line;
        }

        static int Cells(string line) => line.Replace("\\|", "", StringComparison.Ordinal).Count(x => x == '|');
    }

    [Fact]
    public void Summary_FewTestImages_Warns() =>
        Assert.Contains(
            SummaryText.Create(SampleReports.Classes("Small", ["a", "b"], [], testPerClass: 4)).Points,
            x => x.Contains("only 8 test images", StringComparison.Ordinal)
        );

    [Theory]
    [InlineData(0.0, "0%")]
    [InlineData(1.0, "100%")]
    [InlineData(0.0004, "<0.1%")]
    [InlineData(0.9996, ">99.9%")]
    [InlineData(0.6175, "61.8%")]
    public void Percent_NearTheEnds_NeverLooksLikeThem(double share, string expected) =>
        Assert.Equal(expected, Figures.Percent(share));

    private static string Console(ReportContent report)
    {
        using var output = new StringWriter();
        ConsoleSummary.Write(report, output);
        return output.ToString();
    }

    [Fact]
    public void Markdown_ReportWithImagesAndAudit_ListsWhatDeservesALook()
    {
        string text = MarkdownSummary.Render(SampleReports.Aquarium());

        Assert.All(
            ["## Top losses", "## Data audit", "## Labels that are probably wrong, the most probable"],
            title => Assert.Contains(title, text, StringComparison.Ordinal)
        );
    }
}
