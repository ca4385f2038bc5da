using System.Text.Json.Nodes;
using MlNetLabels.Reports.Json;

namespace MlNetLabels.Reports.Tests;

/// <summary>Reports that users have stay readable, and what they hold is written again under the same names.</summary>
public sealed class StoredReportTests
{
    // Written by version 0.1, without its pictures.
    private static readonly byte[] s_stored = File.ReadAllBytes(
        Path.Combine(AppContext.BaseDirectory, "Stored", "report-0.1.json")
    );

    [Fact]
    public void Parse_ReportOfVersion01_LosesNothingWhenWrittenAgain()
    {
        var stored = JsonNode.Parse(s_stored)!;

        var written = JsonNode.Parse(JsonReport.Serialize(JsonReport.Parse(s_stored)))!;

        Assert.Empty(Missing(stored, written, "$"));
    }

    [Fact]
    public void Parse_ReportOfVersion01_IsSummarised()
    {
        var report = JsonReport.Parse(s_stored);

        Assert.Equal(Usability.NotYet, report.Summary.Usability);
        Assert.Equal(3, report.Gates.Count);
    }

    [Fact]
    public void Serialize_AnyReport_SaysWhetherTheModelCanBeUsed()
    {
        var summary = JsonNode.Parse(JsonReportWriter.Serialize(SampleReports.Bare()))!["summary"]!;

        Assert.Equal("UsableWithCare", (string?)summary["usability"]);
        Assert.StartsWith("Usable with care: ", (string?)summary["headline"], StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty((string?)summary["nextStep"]));
    }

    // Whatever the old file holds, the new one holds at the same place.
    private static IEnumerable<string> Missing(JsonNode? old, JsonNode? now, string place) =>
        (old, now) switch
        {
            (JsonObject a, JsonObject b) => a.SelectMany(x => Missing(x.Value, b[x.Key], $"{place}.{x.Key}")),
            (JsonArray a, JsonArray b) when a.Count == b.Count => a.SelectMany(
                (x, i) => Missing(x, b[i], $"{place}[{i}]")
            ),
            _ => JsonNode.DeepEquals(old, now) ? [] : [$"{place}: {old?.ToJsonString()} became {now?.ToJsonString()}"],
        };
}
