using System.Text.Json;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

public sealed class GateTests(Shapes shapes) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Evaluate_GatesKept_IsDone()
    {
        var result = Evaluate("""{ "minAccuracy": 0, "maxSkippedFiles": 0 }""").Done();

        Assert.DoesNotContain("gate ", result.Error, StringComparison.Ordinal);
        Assert.Contains("passed", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_GateBroken_WritesTheReportAndExitsWithFour()
    {
        // Circles are called squares, and squares circles.
        foreach (var (from, to) in new[] { ("circle", "square"), ("square", "circle") })
        foreach (string file in Directory.GetFiles(Path.Combine(shapes.Images, from)))
            File.Copy(file, _folder.File("swapped", to, Path.GetFileName(file)));
        var result = Evaluate("""{ "maxSkippedFiles": 0, "minAccuracy": "90%" }""", _folder.File("swapped"));

        Assert.Equal(4, result.ExitCode);
        Assert.Contains("gate minAccuracy failed", result.Error, StringComparison.Ordinal);
        Assert.Contains("at least 90% is wanted", result.Error, StringComparison.Ordinal);
        Assert.Contains("FAILED", result.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("report", "report.html")));
        using var report = JsonDocument.Parse(File.ReadAllBytes(_folder.File("report", "report.json")));
        Assert.Equal(
            [("maxSkippedFiles", true), ("minAccuracy", false)],
            report
                .RootElement.GetProperty("gates")
                .EnumerateArray()
                .Select(g => (g.GetProperty("key").GetString(), g.GetProperty("passed").GetBoolean()))
        );
    }

    [Theory]
    [InlineData("""{ "minAcuracy": 0.9 }""", "minAcuracy")]
    [InlineData("""{ "minAccuracy": 90 }""", "0 to 1")]
    [InlineData("half", "no JSON")]
    public void Evaluate_UnusableGates_IsRefusedBeforeAnyWork(string gates, string word) =>
        Evaluate(gates).Refused(3, "gates.json", word);

    [Fact]
    public void Evaluate_GateThatCannotBeJudged_IsRefusedBeforeAnyWork()
    {
        var result = Evaluate("""{ "minOutOfDomainAuroc": 0.9 }""");

        result.Refused(3, "minOutOfDomainAuroc cannot be judged", "--out-of-domain");
        Assert.DoesNotContain("Embedding", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_NoGatesFile_IsNamed() =>
        Tool.Run("evaluate", "--model", shapes.Model, "--data", shapes.Images, "--gates", _folder.File("nowhere.json"))
            .Refused(3, "nowhere.json");

    [Fact]
    public void Help_OfEvaluate_NamesEveryGateAndTheExitCode()
    {
        string help = string.Join(
            ' ',
            Tool.Run("evaluate", "--help").Done().Out.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)
        );

        Assert.All(
            new[]
            {
                "exit code is 4",
                "minAccuracy",
                "minMeanAveragePrecision",
                "maxEce",
                "minOutOfDomainAuroc",
                "maxConfidentWrongAcceptances",
                "maxSkippedFiles",
            },
            word => Assert.Contains(word, help, StringComparison.Ordinal)
        );
    }

    private ToolResult Evaluate(string gates, string? data = null) =>
        Tool.Run(
            "evaluate",
            "--model",
            shapes.Model,
            "--data",
            data ?? shapes.Images,
            "--gates",
            _folder.Write("gates.json", gates),
            "--output",
            _folder.File("report")
        );
}
