using MlNetLabels.Monitoring;

namespace MlNetLabels.Reports.Tests;

/// <summary>What a monitoring report says as text and as a page.</summary>
public sealed class MonitorReportTests
{
    [Fact]
    public void Write_OneWindow_GivesItsFiguresAndItsSentence()
    {
        using var output = new StringWriter();

        TextReportWriter.Write(Report(Window(hasChanged: false)), output);

        string[] lines = output.ToString().TrimEnd().Split('\n');
        Assert.Contains("AUROC", lines[0], StringComparison.Ordinal);
        Assert.Equal(
            ["a.png", "200", "4.5%", "0.52", "0.001", "0.270", "87.6%", "81%", "(76%", "to", "86%)", "no"],
            lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)
        );
        Assert.Equal("These 200 images look well.", lines[^1]);
    }

    [Fact]
    public void EveryWriter_SomethingIsOff_SaysSoFirst()
    {
        using var output = new StringWriter();
        var report = Report(Window(hasChanged: false)) with { SwitchedOff = ["The domain check is OFF: <few>."] };

        TextReportWriter.Write(report, output);
        string page = report.ToHtml();

        Assert.StartsWith("!! The domain check is OFF: <few>.\n", output.ToString(), StringComparison.Ordinal);
        Assert.InRange(
            page.IndexOf("The domain check is OFF: &lt;few&gt;.", StringComparison.Ordinal),
            1,
            page.IndexOf("look well", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Write_NothingTested_DoesNotSayThatNothingChanged()
    {
        using var output = new StringWriter();
        var report = Report(Window(false) with { HasChanged = null });

        TextReportWriter.Write(report, output);

        Assert.EndsWith("not tested", output.ToString().Split('\n')[1].TrimEnd(), StringComparison.Ordinal);
        Assert.Null(report.HasChanged);
        Assert.True(Report(Window(false) with { HasChanged = null }, Window(true)).HasChanged);
    }

    [Fact]
    public void Write_NoInterval_GivesTheFigureAlone()
    {
        using var output = new StringWriter();
        var window = Window(false) with { ExpectedAccuracy = new(0.81, null, null, 0.8, "it is old") };

        TextReportWriter.Write(Report(window), output);

        Assert.Equal(
            ["87.6%", "81%", "no"],
            output.ToString().Split('\n')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[^3..]
        );
    }

    [Fact]
    public void Write_SeveralWindows_NamesThoseThatChangedAndWhatChanceExplains()
    {
        using var output = new StringWriter();

        TextReportWriter.Write(Report(Window(false), Window(true), Window(false)), output);

        string text = output.ToString();
        Assert.Contains("From b.png: These 200 images look well.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("From a.png", text, StringComparison.Ordinal);
        Assert.Equal(
            [false, true, false],
            text.Split('\n')[1..4].Select(line => line.Contains("does not hold", StringComparison.Ordinal))
        );
        Assert.Contains(
            "1 alarm in 3 windows; without any change 1% of windows raise one.",
            text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Write_TestsNotMade_ShowsThemAsAbsent()
    {
        using var output = new StringWriter();
        var window = Window(false) with
        {
            Tests = [new("rejected", 0.1, 0.05, null, null, false, "it is so")],
            ExpectedAccuracy = null,
        };

        TextReportWriter.Write(Report(window), output);

        Assert.Contains("–", output.ToString().Split('\n')[1], StringComparison.Ordinal);
    }

    [Fact]
    public void ToHtml_NamesFromData_AreEncodedAndNothingRuns()
    {
        var window = Window(true) with
        {
            Predicted = new Dictionary<string, double> { ["<script>x</script>"] = 0.25 },
            HeldOut = new Dictionary<string, double> { ["<script>x</script>"] = 0.5 },
        };

        string page = (Report(window) with { Skipped = [new("<b>.png", "not an image")] }).ToHtml();

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
        Assert.Contains("25%", page, StringComparison.Ordinal);
        Assert.Contains("50%", page, StringComparison.Ordinal);
        Assert.Contains("not an image", page, StringComparison.Ordinal);
    }

    private static MonitorReport Report(params WindowReport[] windows) =>
        new()
        {
            Model = "m.mlabels",
            Windows = windows,
            Starts = [.. windows.Select((_, i) => $"in/{(char)('a' + i)}.png")],
        };

    private static WindowReport Window(bool hasChanged) =>
        new()
        {
            Images = 200,
            Summary = "These 200 images look well.",
            HasChanged = hasChanged,
            FalseAlarmRate = 0.01,
            Tests =
            [
                new("rejected", 0.045, 0.05, 0.6, 0.6, false, null),
                new("classifier", 0.52, 0.5, 0.09, 0.27, hasChanged, null),
                new("discrepancy", 0.001, 0, 0.3, 0.6, false, null),
            ],
            MeanConfidence = 0.876,
            ExpectedAccuracy = new(0.81, 0.76, 0.86, 0.8, null),
            Predicted = new Dictionary<string, double> { ["red"] = 0.6, ["blue"] = 0.4 },
        };
}
