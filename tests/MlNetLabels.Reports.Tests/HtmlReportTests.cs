using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MlNetLabels.Evaluation;
using MlNetLabels.Reports.Html;

namespace MlNetLabels.Reports.Tests;

public sealed partial class HtmlReportTests
{
    [Theory, MemberData(nameof(RenderedReports.Names), MemberType = typeof(RenderedReports))]
    public void Render_EachVariant_LoadsNothing(string name)
    {
        string page = WithoutScripts(HtmlPage.Render(RenderedReports.Named(name)));
        Assert.DoesNotMatch("<(link|iframe|object|embed|base)\\b", page);
        Assert.All(
            Sources().Matches(page),
            x => Assert.StartsWith("data:image/", x.Groups[1].Value, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Render_Policy_AllowsExactlyThePagesOwnScriptsAndStyle()
    {
        string page = HtmlPage.Render(SampleReports.HostileNames());
        string policy = Regex.Match(page, "Content-Security-Policy\" content=\"([^\"]+)\"").Groups[1].Value;
        string[] inPage =
        [
            .. Regex
                .Matches(page, "<(?:script|style)>(.*?)</(?:script|style)>", RegexOptions.Singleline)
                .Select(x =>
                    "'sha256-"
                    + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(x.Groups[1].Value)))
                    + "'"
                ),
        ];
        string[] allowed = [.. Regex.Matches(policy, "'sha256-[^']+'").Select(x => x.Value)];
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal(inPage.Order(), allowed.Order());
    }

    [Theory]
    [InlineData(2, "2 less sure ones, 1 of them counted above")]
    [InlineData(1, "2 less sure ones, none of them counted above")]
    public void Render_LabelsThatAreDoubted_SaysWhichOfThemAreCounted(int counted, string words)
    {
        var report = SampleReports.Prints();
        var errors = report.Audit!.LabelErrors!;
        LabelSuspect[] doubted =
        [
            .. new[] { 0.9, 0.6, 0.3 }.Select(wrong => errors.Suspects[0] with { ProbabilityOfWrong = wrong }),
        ];

        string page = HtmlPage.Render(
            report with
            {
                Audit = report.Audit with { LabelErrors = errors with { Count = counted, Suspects = doubted } },
            }
        );

        Assert.Contains(words, page, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_Always_KeepsTheLicencesOfWhatItCarries()
    {
        string page = HtmlPage.Render(SampleReports.Bare());
        foreach (
            string part in new[]
            {
                "Licensed to the Apache Software Foundation (ASF)",
                "Copyright (c) 2017, Baidu Inc.",
                "Copyright 2010-2016 Mike Bostock",
            }
        )
            Assert.Contains(part, page, StringComparison.Ordinal);
        // Both BSD texts are whole, down to their last line.
        Assert.Equal(2, Regex.Count(page, "ADVISED OF THE POSSIBILITY OF SUCH DAMAGE"));
    }

    [Fact]
    public void Render_HostileNames_StayText()
    {
        string page = HtmlPage.Render(SampleReports.HostileNames());
        Assert.DoesNotContain("<img src=x", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;", page, StringComparison.Ordinal);
        // Attributes: after every tag's own attributes are taken away, no event handler is left anywhere in a tag.
        Assert.DoesNotMatch("<[a-z][^<>]*\\son[a-z]+=", Regex.Replace(WithoutScripts(page), "\"[^\"]*\"", "\"\""));
        Assert.Contains("{{data}} ]]&gt; --&gt; {a|b}", page, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(RenderedReports.Names), MemberType = typeof(RenderedReports))]
    public void Render_EachVariant_OpensAndClosesEveryElementInTurn(string name)
    {
        var open = new Stack<string>();
        string[] lone = ["meta", "img", "input", "rect", "br"];
        foreach (Match tag in Tags().Matches(WithoutScripts(HtmlPage.Render(RenderedReports.Named(name)))))
        {
            string element = tag.Groups[2].Value.ToLowerInvariant();
            if (lone.Contains(element))
                continue;
            if (tag.Groups[1].Length == 0)
                open.Push(element);
            else
                Assert.Equal(open.Pop(), element);
        }
        Assert.Empty(open);
    }

    [Theory, MemberData(nameof(RenderedReports.Names), MemberType = typeof(RenderedReports))]
    public void Render_EachVariant_HasNoIdTwice(string name)
    {
        string[] ids =
        [
            .. Regex
                .Matches(WithoutScripts(HtmlPage.Render(RenderedReports.Named(name))), "\\sid=\"([^\"]*)\"")
                .Select(x => x.Groups[1].Value),
        ];
        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public void Render_Data_IsTheReportsOwn()
    {
        string page = HtmlPage.Render(SampleReports.HostileNames());
        string json = Regex
            .Match(page, "<script type=\"application/json\" id=\"report-data\">(.*?)</script>", RegexOptions.Singleline)
            .Groups[1]
            .Value;
        Assert.Matches("^[ -;=?-~]*$", json); // printable ASCII without < and >
        using var data = JsonDocument.Parse(json);
        Assert.Equal(SampleReports.Hostile, data.RootElement.GetProperty("title").GetString());
    }

    [Fact]
    public void Render_EveryChart_HasWordsAndATableBehindIt()
    {
        string page = WithoutScripts(HtmlPage.Render(SampleReports.Prints()));
        var figures = Regex
            .Matches(page, "<figure class=\"chart-figure\">.*?</figure>", RegexOptions.Singleline)
            .Select(x => x.Value)
            .Where(x => x.Contains("data-chart", StringComparison.Ordinal))
            .ToList();
        Assert.Equal(9, figures.Count); // two histograms, their coverage, ROC, two reliability diagrams, two penalty paths, labels an image
        Assert.All(figures, x => Assert.Matches("aria-label=\"[^\"]{20,}\"", x));
        Assert.All(figures, x => Assert.Contains("<table", x, StringComparison.Ordinal));
    }

    [Fact]
    public void Render_NoOutOfDomainSet_SaysWhatIsMissing()
    {
        string page = HtmlPage.Render(SampleReports.Bare());
        Assert.Contains("No out-of-domain images were given", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<section id=\"out-of-domain\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_Gates_SayHowSureAndWhatIsMissing()
    {
        string page = HtmlPage.Render(SampleReports.Prints());
        foreach (
            string part in new[]
            {
                "0.952 <small class=\"whole\">0.880 to 0.990</small>",
                "but close",
                "no out-of-domain images were given",
                "Give some with --out-of-domain.",
            }
        )
            Assert.Contains(part, page, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_IntervalWithoutWidth_IsNotPassedOffAsCertainty()
    {
        var report = SampleReports.Bare();
        var intervals = new Dictionary<string, ConfidenceInterval> { ["accuracy"] = new(1, 1, 0.95) };
        string page = HtmlPage.Render(
            report with
            {
                Heads = new() { Softmax = report.Heads.Softmax! with { Intervals = new() { Test = intervals } } },
            }
        );
        Assert.Contains("all resamples alike", page, StringComparison.Ordinal);
        Assert.DoesNotContain("1.000 to 1.000</small>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_NoMistakes_SaysWhose()
    {
        var aquarium = SampleReports.Aquarium();
        // A classifier's mistakes are the softmax head's: its label heads may make some.
        Assert.Contains(
            "The softmax head makes no mistake",
            HtmlPage.Render(SampleReports.NoErrors()),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "The label heads make no mistake",
            HtmlPage.Render(aquarium with { Images = aquarium.Images! with { Mistakes = [] } }),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Render_LossesThatAreMistakesAsWell_ShowsEachPictureOnce()
    {
        var report = SampleReports.Prints();
        var images = report.Images!;
        var other = images.Mistakes![0] with { File = "coat/another.png" };

        string same = HtmlPage.Render(report with { Images = images with { TopLosses = images.Mistakes } }),
            more = HtmlPage.Render(report with { Images = images with { TopLosses = [images.Mistakes[0], other] } });

        Assert.DoesNotContain("Further top losses", same, StringComparison.Ordinal);
        Assert.Contains("Further top losses", more, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_NoLabelGiven_NamesTheLabelThatCameClosest()
    {
        var report = SampleReports.Prints();
        var image = report.Images!.Mistakes![0] with { Labels = new([], [new("building", 0.25), new("coat", 0.5)]) };

        string page = HtmlPage.Render(report with { Images = report.Images with { Mistakes = [image] } });

        Assert.Contains("<em>no label</em> (<bdi>coat</bdi> <b>0.500</b>)", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_LabelSetsOnly_NeverMentionsClasses()
    {
        string page = WithoutScripts(HtmlPage.Render(SampleReports.Aquarium()));
        Assert.DoesNotContain("<section id=\"classes\"", page, StringComparison.Ordinal);
        Assert.Contains("<section id=\"labels\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("data-head=\"softmax\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_OneClass_Renders() =>
        Assert.Contains(
            "<section id=\"classes\"",
            HtmlPage.Render(SampleReports.Classes("One class", ["only"], [("else", null, 5)])),
            StringComparison.Ordinal
        );

    [Trait("Speed", "Slow")]
    [Fact]
    public void Render_FiveHundredClasses_StaysBelowTheLimit()
    {
        string[] names = [.. Enumerable.Range(0, 500).Select(x => $"class {x}")];
        string page = HtmlPage.Render(
            SampleReports.Classes("Many classes", names, [("else", "far", 300)], testPerClass: 4)
        );
        Assert.True(Encoding.UTF8.GetByteCount(page) < ReportLimits.HtmlBytes);
        Assert.Contains("Classes most often taken for each other", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_ManyLargeThumbnails_StaysBelowTheLimitAndSaysWhatIsLeftOut()
    {
        var random = new Random(1);
        var sheet = Enumerable
            .Range(0, 1000)
            .Select(i => new SheetImage($"{i}.jpg", SampleImage.Noise(random, 40_000), ["building"]))
            .ToList();
        var report = SampleReports.Prints();
        report = report with { Images = report.Images! with { ContactSheet = [new("building", 1000, sheet)] } };
        string page = HtmlPage.Render(report);
        Assert.InRange(Encoding.UTF8.GetByteCount(page), ReportLimits.HtmlBytes / 2, ReportLimits.HtmlBytes - 1);
        Assert.Contains("left out to keep this file small", page, StringComparison.Ordinal);
        Assert.Contains("costume_011.jpg", page, StringComparison.Ordinal); // the other galleries are whole
    }

    [Fact]
    public void Render_ManySmallThumbnails_ShowsNoMoreThanTheLimit()
    {
        string tiny = SampleImage.Thumbnail(new(1), 4);
        var report = SampleReports.Prints() with
        {
            Images = new()
            {
                ContactSheet =
                [
                    new(
                        "building",
                        2000,
                        [.. Enumerable.Range(0, 2000).Select(i => new SheetImage($"{i}.jpg", tiny, []))]
                    ),
                ],
            },
        };
        Assert.Equal(ReportLimits.Thumbnails, Regex.Count(HtmlPage.Render(report), "<figure class=\"shot\""));
    }

    [Fact]
    public void Render_ThumbnailBeyondTheLimit_IsNotShown()
    {
        string large = SampleImage.Noise(new(1), ReportLimits.ThumbnailCharacters);
        var report = SampleReports.Prints() with
        {
            Images = new() { ContactSheet = [new("building", 1, [new("large.jpg", large, [])])] },
        };
        Assert.DoesNotContain(large, HtmlPage.Render(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Render_ThumbnailThatIsNoImage_IsRefused()
    {
        var report = SampleReports.Prints() with
        {
            Images = new()
            {
                ContactSheet =
                [
                    new("building", 1, [new("a.png", "data:image/png;base64,AA\" onerror=\"alert(1)", [])]),
                ],
            },
        };
        Assert.Throws<ArgumentException>(() => HtmlPage.Render(report));
    }

    [Fact]
    public void Render_EmptyOutOfDomainSet_ShowsNoFigure()
    {
        var report = SampleReports.Bare();
        var empty = new ConfidenceSummary { Count = 0, Histogram = new int[20] };
        report = report with
        {
            Confidence = new()
            {
                Softmax = report.Confidence.Softmax! with
                {
                    OutOfDomain = new Dictionary<string, ConfidenceSummary> { ["nobody"] = empty },
                },
            },
        };
        Assert.DoesNotContain("NaN", WithoutScripts(HtmlPage.Render(report)), StringComparison.Ordinal);
    }

    private static string WithoutScripts(string page) =>
        Regex.Replace(page, "<(script|style)[^>]*>.*?</\\1>", "", RegexOptions.Singleline);

    [GeneratedRegex("\\s(?:src|srcset|href)=\"(?!#)([^\"]*)\"")]
    private static partial Regex Sources();

    [GeneratedRegex("<(/?)([a-zA-Z][a-zA-Z0-9]*)(?:\"[^\"]*\"|[^\">])*>")]
    private static partial Regex Tags();
}
