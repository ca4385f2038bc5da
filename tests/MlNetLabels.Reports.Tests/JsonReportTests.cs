using System.Text;
using System.Text.Json.Nodes;
using MlNetLabels.Reports.Json;

namespace MlNetLabels.Reports.Tests;

public sealed class JsonReportTests
{
    // DESIGN.md's outline, which tools rely on.
    private static readonly string[] Outline =
    [
        "schemaVersion",
        "createdAt",
        "model.name",
        "data.rows",
        "data.splits.train",
        "data.splits.validation",
        "data.splits.test",
        "data.skipped.0.file",
        "data.skipped.0.reason",
        .. from split in new[] { "validation", "test" }
        from name in new[]
        {
            "accuracy",
            "balancedAccuracy",
            "macroF1",
            "weightedF1",
            "logLoss",
            "brier",
            "ece",
            "mcc",
            "kappa",
            "auroc",
            "confusion.0.0",
            "perClass.0.class",
        }
        select $"heads.softmax.{split}.{name}",
        .. from split in new[] { "validation", "test" }
        from name in new[]
        {
            "microF1",
            "macroF1",
            "mapMacro",
            "subsetAccuracy",
            "hammingLoss",
            "lrap",
            "rankingLoss",
            "coverageError",
            "logLoss",
            "brier",
            "perLabel.0.label",
            "perLabel.0.threshold",
            "perLabel.0.precision",
            "perLabel.0.recall",
            "perLabel.0.f1",
            "perLabel.0.averagePrecision",
            "perLabel.0.auroc",
            "perLabel.0.ece",
            "perLabel.0.support",
        }
        select $"heads.labels.{split}.{name}",
        .. from head in new[] { "softmax", "labels" }
        from set in new[] { "inDomain", "outOfDomain.people" }
        from name in new[] { "count", "mean", "max", "min", "histogram.19", "shareAbove90" }
        select $"confidence.{head}.{set}.{name}",
        "confidence.labels.inDomain.shareNone",
        "confidence.labels.outOfDomain.people.shareNone",
        .. from name in new[]
        {
            "set",
            "head",
            "score",
            "auroc",
            "auprIn",
            "auprOut",
            "fpr95OutPositive",
            "fpr95InPositive",
        }
        select $"outOfDomain.0.{name}",
        "outOfDomain.3.rejected",
        "timings.embedding",
        "provenance.seed",
        "provenance.versions.MlNetLabels",
        "provenance.hashes.data",
    ];

    public static TheoryData<string> OutlinePaths => [.. Outline];

    [Theory, MemberData(nameof(OutlinePaths))]
    public void Serialize_WholeReport_HasEveryNameOfTheOutline(string path)
    {
        var node = JsonNode.Parse(JsonReportWriter.Serialize(SampleReports.Prints()));
        foreach (string part in path.Split('.'))
            node = node is JsonArray array ? array[int.Parse(part, null)] : node?[part];
        Assert.NotNull(node);
    }

    [Theory, MemberData(nameof(RenderedReports.Names), MemberType = typeof(RenderedReports))]
    public void Parse_WhatWasWritten_GivesTheSameReport(string name)
    {
        byte[] written = JsonReportWriter.Serialize(RenderedReports.Named(name));
        byte[] again = JsonReportWriter.Serialize(JsonReportReader.Parse(written));
        Assert.Equal(Encoding.UTF8.GetString(written), Encoding.UTF8.GetString(again));
    }

    [Fact]
    public void Serialize_OptionalPartsMissing_LeavesThemOut()
    {
        string json = Encoding.UTF8.GetString(JsonReportWriter.Serialize(SampleReports.Bare()));
        Assert.DoesNotContain("null", json, StringComparison.Ordinal);
        Assert.DoesNotContain("rocCurves", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Serialize_UndefinedMetric_IsAbsentWithItsReason()
    {
        var test = JsonNode.Parse(JsonReportWriter.Serialize(SampleReports.Prints()))!["heads"]!["softmax"]!["test"]!;
        Assert.Null(test["top2Accuracy"]);
        Assert.NotNull(test["undefined"]!["top2Accuracy"]);
    }

    [Fact]
    public void Serialize_Time_IsUtc() =>
        Assert.Equal(
            "2025-03-14T14:09:26Z",
            (string?)JsonNode.Parse(JsonReportWriter.Serialize(SampleReports.Prints()))!["createdAt"]
        );

    [Theory, InlineData(double.NaN), InlineData(double.PositiveInfinity)]
    public void Serialize_NotFinite_SaysWhere(double value)
    {
        var report = SampleReports.Prints();
        report = report with
        {
            Heads = report.Heads with
            {
                Softmax = report.Heads.Softmax! with { Test = report.Heads.Softmax.Test! with { Ece = value } },
            },
        };
        var error = Assert.Throws<ArgumentException>(() => JsonReportWriter.Serialize(report));
        Assert.Contains("$.heads.softmax.test.ece", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Serialize_ThumbnailThatIsNoImage_IsRefused()
    {
        var report = SampleReports.Prints();
        report = report with
        {
            Images = new()
            {
                ContactSheet = [new("building", 1, [new("a.svg", "data:image/svg+xml;base64,AAAA", [])])],
            },
        };
        Assert.Contains(
            "a.svg",
            Assert.Throws<ArgumentException>(() => JsonReportWriter.Serialize(report)).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("", "not a whole report")]
    [InlineData("{\"schemaVersion\":1,", "not a whole report")]
    [InlineData("[]", "no schemaVersion")]
    [InlineData("{\"name\":\"something else\"}", "no schemaVersion")]
    [InlineData("{\"schemaVersion\":2}", "has schemaVersion 2, this program reads 1")]
    [InlineData("{\"schemaVersion\":1}", "createdAt")]
    public void Parse_ForeignOrDamaged_SaysSo(string json, string expected)
    {
        var error = Assert.Throws<InvalidInputException>(() =>
            JsonReportReader.Parse(Encoding.UTF8.GetBytes(json), "old.json")
        );
        Assert.StartsWith("old.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data.skipped.0.reason", null, "reason")]
    [InlineData("data.splits.test", null, "test")]
    [InlineData("model.classes.0", "null", "$.model.classes[0]")]
    [InlineData("data.rows", "\"many\"", "$.data.rows")]
    [InlineData("data.rows", "1e999", "$.data.rows")]
    [InlineData("timings.embedding", "1e999", "$.timings.embedding")]
    [InlineData("timings.embedding", "1e308", "timings.embedding is 1E+308")]
    [InlineData("confidence.softmax.inDomain.histogram", "[1]", "confidence.softmax.inDomain.histogram")]
    [InlineData("heads.softmax.test.confusion", "[[1]]", "heads.softmax.test.confusion")]
    public void Parse_OneWrongPlace_NamesIt(string path, string? value, string expected)
    {
        var root = JsonNode.Parse(JsonReportWriter.Serialize(SampleReports.Prints()))!;
        string[] parts = path.Split('.');
        var parent = root;
        foreach (string part in parts[..^1])
            parent = parent is JsonArray array ? array[int.Parse(part, null)]! : parent[part]!;
        const string marker = "\"the wrong place\"";
        if (value is null)
            parent.AsObject().Remove(parts[^1]);
        else if (parent is JsonArray list)
            list[int.Parse(parts[^1], null)] = "the wrong place";
        else
            parent[parts[^1]] = "the wrong place";
        string json = root.ToJsonString().Replace(marker, value, StringComparison.Ordinal);
        var error = Assert.Throws<InvalidInputException>(() => JsonReportReader.Parse(Encoding.UTF8.GetBytes(json)));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TruncatedAnywhere_IsAnInputError()
    {
        byte[] whole = JsonReportWriter.Serialize(SampleReports.Bare());
        for (int length = 0; length < whole.Length; length += 997)
            Assert.Throws<InvalidInputException>(() => JsonReportReader.Parse(whole.AsMemory(0, length)));
    }

    [Fact]
    public void Read_NoFile_NamesIt() =>
        Assert.StartsWith(
            "nowhere.json",
            Assert.Throws<InvalidInputException>(() => JsonReportReader.Read("nowhere.json")).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Write_OverAnOldFile_ReplacesItAndLeavesNothingElse()
    {
        var folder = Directory.CreateTempSubdirectory("mlnetlabels-");
        try
        {
            string path = Path.Combine(folder.FullName, "new", "report.json");
            JsonReportWriter.Write(SampleReports.Bare(), path);
            JsonReportWriter.Write(SampleReports.Prints(), path);
            Assert.Equal(SampleReports.Prints().Title, JsonReportReader.Read(path).Title);
            Assert.Single(Directory.GetFileSystemEntries(Path.GetDirectoryName(path)!));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
