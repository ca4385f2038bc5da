using MlNetLabels.Metrics;
using MlNetLabels.Reports.Comparing;
using MlNetLabels.Reports.Json;
using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports.Tests;

public sealed class ReportComparerTests
{
    private const int Images = 150;

    [Fact]
    public void Compare_ARunWithItself_ShowsNoDifference()
    {
        var run = SampleResults.Softmax(Images, i => i % 7 != 0);

        var head = Assert.Single(Compare(run, run).Heads);

        Assert.Equal((0, 0), (head.OnlyARight, head.OnlyBRight));
        Assert.All(head.Figures, f => Assert.Equal((0, false), (f.Difference, f.IsReal)));
        Assert.All(head.Figures, f => Assert.Equal(1, f.PValue));
    }

    [Fact]
    public void Compare_SomethingIsOff_SaysSoFirst()
    {
        var run = SampleResults.Softmax(Images, i => i % 7 != 0);
        using var output = new StringWriter();

        ComparisonText.Write(
            Compare(run, run with { Model = run.Model with { SwitchedOff = ["The domain check is OFF: few."] } }),
            output
        );

        Assert.StartsWith("!! B: The domain check is OFF: few.\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_BRightOnTwentyMore_FindsItByMcNemar()
    {
        var comparison = Compare(SampleResults.Softmax(Images, i => i >= 20), SampleResults.Softmax(Images, _ => true));

        var head = Assert.Single(comparison.Heads);
        var accuracy = head.Figures.Single(f => f.Metric == "accuracy");
        Assert.Equal((0, 20), (head.OnlyARight, head.OnlyBRight));
        Assert.Equal(20.0 / Images, accuracy.Difference!.Value, 1e-12);
        Assert.Equal(("McNemar", true), (accuracy.Test, accuracy.IsReal));
        Assert.Equal(2 * Math.Pow(2, -20), accuracy.PValue!.Value, 1e-15);
        Assert.InRange(accuracy.Difference.Value, accuracy.Interval!.Low, accuracy.Interval.High);
        Assert.True(accuracy.Interval.Low > 0);
    }

    [Fact]
    public void Compare_Exchanged_TurnsEverySign()
    {
        ReportContent a = SampleResults.Softmax(Images, i => i % 5 != 0),
            b = SampleResults.Softmax(Images, i => i % 3 != 0);

        foreach (var (forth, back) in Compare(a, b).Heads[0].Figures.Zip(Compare(b, a).Heads[0].Figures))
            Assert.Equal((forth.Difference, forth.PValue, forth.IsReal), (-back.Difference, back.PValue, back.IsReal));
    }

    [Fact]
    public void Compare_OneMoreRightOfMany_IsNotReal() =>
        Assert.All(
            Compare(SampleResults.Softmax(Images, i => i > 1), SampleResults.Softmax(Images, i => i > 0))
                .Heads[0]
                .Figures,
            f => Assert.False(f.IsReal, f.Metric)
        );

    [Fact]
    public void Compare_GroupedImages_LeavesMcNemarForTheBootstrapOfGroups()
    {
        // The twenty images are of two books: that few tell nothing.
        var comparison = Compare(
            SampleResults.Softmax(Images, i => i >= 20, i => i / 10),
            SampleResults.Softmax(Images, _ => true, i => i / 10)
        );

        var accuracy = comparison.Heads[0].Figures.Single(f => f.Metric == "accuracy");
        Assert.Equal(("bootstrap", false), (accuracy.Test, accuracy.IsReal));
    }

    [Fact]
    public void Compare_ClassesInAnotherOrder_AreMatchedByName() =>
        Assert.All(
            Compare(
                SampleResults.Softmax(Images, i => i % 7 != 0),
                SampleResults.Softmax(Images, i => i % 7 != 0, names: ["people", "building", "coat"])
            )
                .Heads[0]
                .Figures,
            f => Assert.Equal(0, f.Difference!.Value, 1e-12)
        );

    [Fact]
    public void Compare_TestSetsThatOverlap_ComparesWhatBothHoldAndSaysSo()
    {
        var comparison = Compare(
            SampleResults.Softmax(Images, _ => true),
            SampleResults.Softmax(Images, _ => true, first: 100)
        );

        Assert.Equal(Images - 100, comparison.Shared);
        Assert.Contains("50 are compared", Assert.Single(comparison.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_OtherTruth_LeavesTheImageOut()
    {
        ReportContent a = SampleResults.Softmax(Images, _ => true),
            b = a;
        b = b with
        {
            ImageResults = b.ImageResults! with
            {
                Softmax = b.ImageResults.Softmax! with { Truth = "010" + b.ImageResults.Softmax.Truth[3..] },
            },
        };

        var comparison = Compare(a, b);

        Assert.Equal(Images - 1, comparison.Shared);
        Assert.Contains(comparison.Warnings, w => w.Contains("1 shared images are left out", StringComparison.Ordinal));
    }

    [Fact]
    public void Compare_LabelHeads_JudgesWholeSetsAtEachRunsThresholds()
    {
        // With thresholds above every probability B finds no label and is right nowhere.
        var head = Assert.Single(
            Compare(
                SampleResults.Labels(Images, _ => true),
                SampleResults.Labels(Images, _ => true, threshold: 0.9)
            ).Heads
        );

        Assert.Equal((HeadNames.Labels, Images, 0), (head.Head, head.OnlyARight, head.OnlyBRight));
        Assert.True(head.Figures.Single(f => f.Metric == "subsetAccuracy").IsReal);
        Assert.Equal(0, head.Figures.Single(f => f.Metric == "mapMacro").Difference);
    }

    [Theory, MemberData(nameof(Incomparable))]
    public void Compare_NothingInCommon_SaysWhy(string reason, string why)
    {
        var a = SampleResults.Softmax(Images, _ => true);
        var b = why switch
        {
            "images" => SampleResults.Softmax(Images, _ => true, first: Images),
            "heads" => SampleResults.Labels(Images, _ => true),
            "names" => SampleResults.Softmax(Images, _ => true, names: ["building", "coat", "people", "horses"]),
            _ => SampleReports.Bare(),
        };

        var error = Assert.Throws<InvalidInputException>(() => Compare(a, b));
        Assert.Contains("b.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_BothHeadsKnowOtherNames_SaysItOnce()
    {
        ReportContent softmax = SampleResults.Softmax(Images, _ => true),
            labels = SampleResults.Labels(Images, _ => true);
        var both = softmax with { ImageResults = softmax.ImageResults! with { Labels = labels.ImageResults!.Labels } };
        var (ofClasses, ofLabels) = (both.ImageResults!.Softmax!, both.ImageResults.Labels!);
        string[] others = ["building", "coat", "horses"];
        var other = both with
        {
            ImageResults = both.ImageResults with
            {
                Softmax = ofClasses with { Names = others },
                Labels = ofLabels with { Names = others },
            },
        };

        var error = Assert.Throws<InvalidInputException>(() => Compare(both, other));

        Assert.Contains(
            "The two runs know different names (people, horses), so their softmax head and label heads are not compared.",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Single(error.Message.Split("know different names").Skip(1));
    }

    public static TheoryData<string, string> Incomparable =>
        new()
        {
            { "share no test image", "images" },
            { "Only a.json has the softmax head", "heads" },
            { "horses", "names" },
            { "no results of single images", "none" },
        };

    // Two models of one quality differ on 30 images by chance alone. Of 20 such pairs a test at 5 % finds 1; 5 or more
    // have a chance of 0.3 %.
    [Trait("Speed", "Slow")]
    [Fact]
    public void Compare_EquallyGoodRuns_SeldomDiffer()
    {
        const int Pairs = 20,
            Most = 4;
        int found = 0;
        for (int seed = 0; seed < Pairs; seed++)
        {
            bool[] a = Coins(2 * seed),
                b = Coins(2 * seed + 1);
            if (
                Compare(SampleResults.Softmax(Images, i => a[i]), SampleResults.Softmax(Images, i => b[i]))
                    .Heads[0]
                    .Figures.Any(f => f.IsReal)
            )
                found++;
        }
        Assert.InRange(found, 0, Most);

        static bool[] Coins(int seed)
        {
            var random = new Random(seed);
            return [.. Enumerable.Range(0, Images).Select(_ => random.NextDouble() < 0.85)];
        }
    }

    [Fact]
    public void Write_Comparison_SaysWhatIsRealFirst()
    {
        var text = new StringWriter();
        ComparisonText.Write(
            Compare(SampleResults.Softmax(Images, i => i >= 20), SampleResults.Softmax(Images, _ => true)),
            text
        );

        Assert.StartsWith(
            "Differences of B from A that are beyond chance: accuracy of the softmax head (+13.3 points)",
            text.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Serialize_Comparison_IsTheSameForAnyNumberOfThreads()
    {
        ReportContent a = SampleResults.Softmax(Images, i => i % 5 != 0),
            b = SampleResults.Softmax(Images, i => i % 3 != 0);
        byte[] Run(int threads) =>
            JsonReportWriter.Serialize(
                ContentComparer.Compare(
                    "a.json",
                    a,
                    "b.json",
                    b,
                    new() { Threads = threads },
                    [],
                    TestContext.Current.CancellationToken
                )
            );

        Assert.Equal(Run(1), Run(4));
    }

    private static ComparisonReport Compare(ReportContent a, ReportContent b) =>
        ContentComparer.Compare(
            "a.json",
            a,
            "b.json",
            b,
            new BootstrapOptions { Seed = 1 },
            [],
            TestContext.Current.CancellationToken
        );
}
