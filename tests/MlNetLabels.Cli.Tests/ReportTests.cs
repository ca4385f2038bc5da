using System.Text.Json.Nodes;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>The commands that read reports: what evaluate wrote is written again, and two runs are compared.</summary>
public sealed class ReportTests(Shapes shapes) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Report_OfItsJson_IsTheSamePageAndTheSameJson()
    {
        string json = Evaluate("first", shapes.Model);

        var result = Tool.Run(
                "report",
                json,
                "--html",
                _folder.File("again.html"),
                "--markdown",
                _folder.File("again.md"),
                "--json"
            )
            .Done();

        Assert.Equal(
            File.ReadAllText(_folder.File("first", "report.html")),
            File.ReadAllText(_folder.File("again.html"))
        );
        Assert.Equal(File.ReadAllText(json), result.Out.TrimEnd('\r', '\n'));
        Assert.StartsWith("# ", File.ReadAllText(_folder.File("again.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Report_OfAModel_SaysThatItsFiguresFlatter()
    {
        Tool.Run("report", shapes.Model, "--html", _folder.File("model.html"), "--markdown", _folder.File("model.md"))
            .Done();

        Assert.Contains("they flatter", File.ReadAllText(_folder.File("model.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void Report_OtherVersion_IsRefused()
    {
        string json = Evaluate("first", shapes.Model);
        File.WriteAllText(
            json,
            File.ReadAllText(json).Replace("\"schemaVersion\": 1", "\"schemaVersion\": 7", StringComparison.Ordinal)
        );

        Tool.Run("report", json).Refused(3, json, "schemaVersion 7");
        Tool.Run("compare", json, json).Refused(3, json, "schemaVersion 7");
    }

    [Fact]
    public void Report_NoReport_IsRefused()
    {
        Tool.Run("report", _folder.Write("other.json", "{}")).Refused(3, "other.json", "schemaVersion");
        Tool.Run("report", _folder.File("nowhere.json")).Refused(3, "nowhere.json");
        Tool.Run("compare", _folder.File("nowhere.json"), _folder.File("nowhere.json")).Refused(3, "nowhere.json");
    }

    [Fact]
    public void Compare_TwoModelsOnOneTestSet_PairsEveryImage()
    {
        string other = _folder.File("other.mlabels");
        Tool.Run("train", "--data", shapes.Images, "--model", other, "--l2", "10").Done();

        var comparison = Tool.Run("compare", Evaluate("a", shapes.Model), Evaluate("b", other), "--json").Json();

        Assert.Equal(8, comparison.GetProperty("shared").GetInt32());
        Assert.Equal(
            ["softmax", "labels"],
            comparison.GetProperty("heads").EnumerateArray().Select(h => h.GetProperty("head").GetString())
        );
    }

    [Fact]
    public void Compare_ARunWithItself_SaysThatNothingDiffers()
    {
        string json = Evaluate("a", shapes.Model);

        Assert.StartsWith(
            "No difference between B and A is beyond chance",
            Tool.Run("compare", json, Path.GetDirectoryName(json)!).Done().Out,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Compare_DamagedResults_IsAnInputError()
    {
        string json = Evaluate("a", shapes.Model);
        var report = JsonNode.Parse(File.ReadAllText(json))!;
        report["imageResults"]!["softmax"]!["probabilities"] = "AAAA";
        string damaged = _folder.Write("damaged.json", report.ToJsonString());

        Tool.Run("compare", json, damaged).Refused(3, "damaged.json", "imageResults.softmax");
        Tool.Run("report", damaged).Refused(3, "damaged.json", "imageResults.softmax");
    }

    private string Evaluate(string folder, string model)
    {
        Tool.Run(
                "evaluate",
                "--model",
                model,
                "--data",
                shapes.Images,
                "--out-of-domain",
                shapes.Lines,
                "--output",
                _folder.File(folder)
            )
            .Done();
        return _folder.File(folder, "report.json");
    }
}
