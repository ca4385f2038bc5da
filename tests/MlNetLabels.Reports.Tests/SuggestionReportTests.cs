using MlNetLabels.Suggesting;

namespace MlNetLabels.Reports.Tests;

/// <summary>What a report of suggestions says as text, as a page, and as a list of labels to check again.</summary>
public sealed class SuggestionReportTests
{
    private const string Picture = "data:image/webp;base64,AAAA";

    [Fact]
    public void Write_EachReason_IsSaidInWords()
    {
        using var output = new StringWriter();

        TextReportWriter.Write(Report(), output);

        string[] lines = output.ToString().TrimEnd().Split('\n');
        Assert.Equal(
            [
                "  new.jpg: perhaps a new class: one of 7 similar images that the model does not know",
                "  unsure.jpg: the answer changes in 66.7% of trials without some features",
                "  typical.jpg: typical of 12 images",
                "  alone.jpg: unlike the others",
            ],
            lines[..4]
        );
        Assert.Contains("4 images to label, of 90. Because.", lines);
        Assert.Contains("1 image of the pool has a label already.", lines);
        Assert.Contains("2 images of the pool are equal to another one.", lines);
        Assert.Contains("1 label of the labelled images is worth checking again.", lines);
    }

    [Fact]
    public void ToHtml_NamesWithMarkup_StayText()
    {
        string page = Report().ToHtml();

        Assert.Contains("7 similar images", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;like it.jpg", page, StringComparison.Ordinal);
        Assert.Contains("the model says <bdi>rose</bdi>", page, StringComparison.Ordinal);
        Assert.Contains("<em>no label</em>", page, StringComparison.Ordinal);
        Assert.Contains("given as <bdi>tulip</bdi>, rather <bdi>rose</bdi>", page, StringComparison.Ordinal);
        // One of the new class, one like it, one unsure.
        Assert.Equal(3, page.Split(Picture).Length - 1);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
    }

    [Fact]
    public void ToHtml_WithoutSomeReasons_HasNoEmptySections()
    {
        string page = (
            Report() with
            {
                Images = [new("a.jpg", SuggestionReason.Typical, 0.5, 3)],
                CheckAgain = [],
            }
        ).ToHtml();

        Assert.Contains("Typical images", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Perhaps new classes", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Labels to check again", page, StringComparison.Ordinal);
    }

    [Fact]
    public void ToHtml_ImageWithoutAPicture_LeavesTheOthersTheirs()
    {
        string page = (
            Report() with
            {
                Images =
                [
                    new("new.jpg", SuggestionReason.NewClass, 0.8, 7)
                    {
                        Alike = ["gone.jpg", "there.jpg"],
                        AlikePictures = [null, Picture],
                    },
                ],
            }
        ).ToHtml();

        string[] figures = page.Split("<figure");
        Assert.DoesNotContain(Picture, Assert.Single(figures, x => x.Contains("gone.jpg")), StringComparison.Ordinal);
        Assert.Contains(Picture, Assert.Single(figures, x => x.Contains("there.jpg")), StringComparison.Ordinal);
    }

    [Fact]
    public void CheckAgainCsv_IsAsCorrectionsAreRead() =>
        Assert.Equal(
            "file,given,suggested,probability,correct\nbed/1.jpg,tulip,rose,0.912,\n",
            Report().CheckAgainCsv().ReplaceLineEndings("\n")
        );

    [Fact]
    public void EveryWriter_SomethingIsOff_SaysSoFirst()
    {
        using var output = new StringWriter();
        var report = Report() with { SwitchedOff = ["The domain check is OFF: few."] };

        TextReportWriter.Write(report, output);

        Assert.StartsWith("!! The domain check is OFF: few.\n", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("The domain check is OFF: few.", report.ToHtml(), StringComparison.Ordinal);
        Assert.DoesNotContain("rejects", output.ToString(), StringComparison.Ordinal);
    }

    private static SuggestionReport Report() =>
        new()
        {
            Pool = "/somewhere/inbox/",
            Strategy = SuggestionStrategy.DropQuery,
            Why = "Because.",
            PoolImages = 90,
            Labelled = 1,
            Repeated = 2,
            Rejected = 9,
            Images =
            [
                new("new.jpg", SuggestionReason.NewClass, 0.8, 7)
                {
                    Alike = ["<b>like it.jpg"],
                    AlikePictures = [Picture],
                    Picture = Picture,
                },
                new("unsure.jpg", SuggestionReason.Unsure, 2 / 3.0, 4) { Answer = ["rose"], Picture = Picture },
                new("typical.jpg", SuggestionReason.Typical, 0.5, 12) { Answer = [] },
                new("alone.jpg", SuggestionReason.Typical, 0, 1),
            ],
            CheckAgain = [new("bed/1.jpg", null, "tulip", "rose", 0.912)],
        };
}
