using System.Globalization;
using System.Text;
using MlNetLabels.Reports.Gates;
using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports.Tests;

public sealed class GateTests
{
    // The figures of the sample report, each between a bound that it keeps and one that it does not.
    public static TheoryData<string, double, double> Figures =>
        new()
        {
            { "minAccuracy", 0.952, 0.953 },
            { "minMacroF1", 0.95, 0.951 },
            { "minMeanAveragePrecision", 0.961, 0.962 },
            { "minMicroF1", 0.93, 0.931 },
            { "maxEce", 0.031, 0.0309 },
            { "minOutOfDomainAuroc", 0.973, 0.974 },
            { "maxConfidentWrongAcceptances", 0.024, 0.0239 },
            { "minInDomainAccepted", 0.929, 0.93 },
            { "maxSkippedFiles", 2, 1 },
        };

    public static TheoryData<string> WithoutFigure => [.. GatesParser.Keys.Where(k => k != "maxSkippedFiles")];

    [Fact]
    public void Figures_OfThisTest_CoverEveryGate() =>
        Assert.Equal(GatesParser.Keys.Order(), Figures.Select(x => x.Data.Item1).Order());

    [Theory, MemberData(nameof(Figures))]
    public void Judge_FigureOnItsBound_Passes(string key, double kept, double broken)
    {
        Assert.True(Judge(key, kept).Passed);
        Assert.False(Judge(key, broken).Passed);
    }

    [Theory, MemberData(nameof(WithoutFigure))]
    public void Judge_NoFigure_FailsWithAReason(string key)
    {
        var sample = Sample();
        var empty = sample with
        {
            Heads = new(),
            Calibration = null,
            OutOfDomain = [],
            SideBySide = [],
            DomainCheck = null,
        };

        var gate = Assert.Single(
            GateJudge.Judge(empty, [new(key, key.StartsWith("min", StringComparison.Ordinal) ? 0 : 1)])
        );

        Assert.False(gate.Passed);
        Assert.Null(gate.Value);
        Assert.NotEmpty(gate.Reason!);
        Assert.NotEmpty(gate.Advice);
    }

    [Theory]
    [InlineData("minInDomainAccepted")]
    [InlineData("maxConfidentWrongAcceptances")]
    [InlineData("minOutOfDomainAuroc")]
    public void Judge_DomainCheckOff_SaysSoAndWhatBringsItBack(string key)
    {
        var sample = Sample();
        var off = sample with { DomainCheck = sample.DomainCheck! with { Cut = null, TestCoverage = null } };

        var gate = Assert.Single(GateJudge.Judge(off, [new(key, 0.5)]));

        Assert.Contains("off", gate.Value is null ? gate.Reason : gate.Name, StringComparison.Ordinal);
        Assert.DoesNotContain("behind the domain check", gate.Name, StringComparison.Ordinal);
        Assert.Equal(SwitchedOff.Advice, gate.Advice);
    }

    [Fact]
    public void Judge_SeveralSets_TheWorstDecides()
    {
        var sample = Sample();
        var worse = sample.OutOfDomain.Single(x => x.Score == "mahalanobis") with { Set = "nearer", Auroc = 0.6 };

        Assert.Equal(
            0.6,
            GateJudge
                .Judge(sample with { OutOfDomain = [worse, .. sample.OutOfDomain] }, [new("minOutOfDomainAuroc", 0.9)])[
                    0
                ]
                .Value
        );
    }

    [Fact]
    public void Judge_OnlyLabelHeads_BoundsTheirCalibrationError()
    {
        var sample = Sample() with { Heads = Sample().Heads with { Softmax = null } };

        Assert.Equal(sample.Calibration!.Labels!.After!.Ece, GateJudge.Judge(sample, [new("maxEce", 0.05)])[0].Value);
    }

    [Fact]
    public void Judge_BoundInsideTheInterval_IsClose()
    {
        Assert.True(Judge("minAccuracy", 0.9).IsClose);
        Assert.False(Judge("minAccuracy", 0.8).IsClose);
        Assert.False(Judge("minMacroF1", 0.95).IsClose);
    }

    [Fact]
    public void Judge_ShareOfFiles_CountsOutOfDomainFilesToo()
    {
        var gate = GateJudge.Judge(
            Sample(),
            GatesParser.Parse("""{"maxSkippedFiles": "1%"}"""u8.ToArray(), "gates.json")
        )[0];

        // Two skipped beside 2 x 107 images and 123 people.
        Assert.Equal(2.0 / (2 + 214 + 123), gate.Value);
        Assert.True(gate.Passed);
    }

    [Theory]
    [InlineData("""{ "minAccuracy": 0.9 }""", "95.2%", "at least 90%")]
    [InlineData("""{ "minAccuracy": "90%" }""", "95.2%", "at least 90%")]
    [InlineData("""{ "minMacroF1": "90%" }""", "0.950", "at least 0.900")]
    [InlineData("""{ "minInDomainAccepted": 0.9 }""", "92.9%", "at least 90%")]
    [InlineData("""{ "maxConfidentWrongAcceptances": 0.025 }""", "2.4%", "at most 2.5%")]
    [InlineData("""{ "maxSkippedFiles": 5 }""", "2", "at most 5")]
    [InlineData("""{ "maxSkippedFiles": "1%" }""", "0.6%", "at most 1%")]
    public void Text_MetricShareOrCount_IsWrittenAsItIsReadElsewhere(string json, string figure, string bound)
    {
        var gate = GateJudge.Judge(Sample(), GatesParser.Parse(Encoding.UTF8.GetBytes(json), "gates.json"))[0];

        Assert.Equal((figure, bound), (GateText.Figure(gate), GateText.Bound(gate)));
    }

    [Fact]
    public void Parse_CommentsByteOrderMarkAndTrailingComma_AreRead()
    {
        byte[] json =
        [
            .. Encoding.UTF8.GetPreamble(),
            .. "{ // held to\n \"minAccuracy\": 0.9, \"maxSkippedFiles\": \"2.5%\", }"u8,
        ];

        Assert.Equal(
            [new("minAccuracy", 0.9), new("maxSkippedFiles", 0.025, true)],
            GatesParser.Parse(json, "gates.json")
        );
    }

    [Theory]
    [InlineData("{\"minAcuracy\": 0.9}", "'minAcuracy' is no gate. Allowed: minAccuracy")]
    [InlineData("{\"minAccuracy\": 0.9, \"minAccuracy\": 0.8}", "given twice")]
    [InlineData("{\"minAccuracy\": 90}", "a number from 0 to 1")]
    [InlineData("{\"minAccuracy\": -0.1}", "a number from 0 to 1")]
    [InlineData("{\"minAccuracy\": \"101%\"}", "or a percentage such as")]
    [InlineData("{\"minAccuracy\": \"0.9\"}", "a number from 0 to 1")]
    [InlineData("{\"minAccuracy\": 1e999}", "$.minAccuracy: a number is beyond")]
    [InlineData("{\"minAccuracy\": null}", "a number from 0 to 1")]
    [InlineData("{\"maxSkippedFiles\": 1.5}", "a count such as 3")]
    [InlineData("{\"maxSkippedFiles\": \"101%\"}", "a count such as 3")]
    [InlineData("{\"maxSkippedFiles\": \"-1%\"}", "a count such as 3")]
    [InlineData("{\"maxSkippedFiles\": \"1,5%\"}", "a count such as 3")]
    [InlineData("{}", "no gate")]
    [InlineData("[]", "an object with bounds")]
    [InlineData("{\"minAccuracy\": ", "is no JSON")]
    [InlineData("", "is no JSON")]
    public void Parse_Unusable_NamesFileAndFix(string json, string expected)
    {
        var error = Assert.Throws<InvalidInputException>(() =>
            GatesParser.Parse(Encoding.UTF8.GetBytes(json), "gates.json")
        );

        Assert.StartsWith("gates.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoFile_NamesIt() =>
        Assert.StartsWith(
            "nowhere.json",
            Assert.Throws<InvalidInputException>(() => GatesFile.Read("nowhere.json")).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Parse_OtherCulture_ReadsTheSame()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
            Assert.Equal(
                0.015,
                GatesParser.Parse("""{"maxSkippedFiles": "1.5%"}"""u8.ToArray(), "gates.json")[0].Bound
            );
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    private static QualityGate Judge(string key, double bound) =>
        Assert.Single(GateJudge.Judge(Sample(), [new(key, bound)]));

    private static ReportContent Sample() =>
        SampleReports.Prints() with
        {
            DomainCheck = new()
            {
                Score = "mahalanobis",
                Why = "it is the default",
                TestCoverage = 0.929,
            },
        };
}
