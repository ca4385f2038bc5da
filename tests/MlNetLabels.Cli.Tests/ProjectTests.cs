using System.Text.Json;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>A project on the command line: init, retrain, runs, and what other verbs take from its file.</summary>
public sealed class ProjectTests(Shapes shapes) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void InitRetrainRuns_FromAnEmptyFolder_GoThroughTheLoop()
    {
        var begun = Run("init", "--data", shapes.Images).Done();
        Assert.Contains("Found 40 images of 2 classes", begun.Out, StringComparison.Ordinal);
        Assert.Contains("20% of each", begun.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("mlnetlabels.schema.json")));
        Assert.Equal(3, Run("init", "--data", shapes.Images).ExitCode);

        Assert.Contains(
            "train on 32 images and test on 8",
            Run("retrain", "--dry-run").Done().Out,
            StringComparison.Ordinal
        );
        Assert.Contains("Run 0001 is champion", Run("retrain").Done().Out, StringComparison.Ordinal);
        var second = Run("retrain", "--seed", "2", "--json");
        Assert.Equal(6, second.ExitCode);
        Assert.Contains("no figure is better", second.Out, StringComparison.Ordinal);
        Assert.Contains(
            "Did you mean challenger?",
            Run("runs", "promote", "chalenger").Error,
            StringComparison.Ordinal
        );
        var events = Run("retrain", "--events", "jsonl");
        Assert.Equal(6, events.ExitCode);

        CheckEvents(events.Out);
        CheckRuns();
    }

    [Fact]
    public void Init_FolderWithoutLabels_SaysToLabelThem()
    {
        foreach (var (i, image) in Directory.GetFiles(Path.Combine(shapes.Images, "square")).Take(3).Index())
            File.Copy(image, _folder.File("photos", $"{i}.png"));

        var begun = Run("init", "--data", "photos").Done();
        var early = Run("retrain");

        Assert.Contains("Found 3 images in photos, none of them labelled.", begun.Out, StringComparison.Ordinal);
        Assert.Contains("mlnet-labels label --data photos", begun.Out, StringComparison.Ordinal);
        Assert.Equal(3, early.ExitCode);
        Assert.Contains("label them with mlnet-labels label", early.Error, StringComparison.Ordinal);
    }

    private static void CheckEvents(string lines)
    {
        JsonElement[] events =
        [
            .. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(x => JsonDocument.Parse(x).RootElement),
        ];
        string[] kinds = [.. events.Select(x => x.GetProperty("event").GetString()!)];
        Assert.Subset(
            new HashSet<string> { "begun", "progress", "done", "note", "log", "decision" },
            kinds.ToHashSet()
        );
        Assert.Equal("decision", kinds[^1]);
        Assert.Equal("0003", events[^1].GetProperty("run").GetProperty("number").GetString());
        // Each stage that is begun is done.
        string[] Stages(string kind) =>
            [.. events.Where((_, i) => kinds[i] == kind).Select(x => x.GetProperty("stage").GetString()!)];
        Assert.Contains("Judging the champion", Stages("begun"));
        Assert.Equal(Stages("begun").Order(), Stages("done").Order());
    }

    private void CheckRuns()
    {
        var list = Run("runs", "list", "--json").Json().EnumerateArray().ToArray();
        Assert.Equal(["0001", "0002", "0003"], list.Select(x => x.GetProperty("number").GetString()));
        Assert.Equal([1, 0, 1], list.Select(x => x.GetProperty("aliases").GetArrayLength()));
        Assert.Contains("champion", Run("runs", "list").Done().Out, StringComparison.Ordinal);
        Assert.Contains("no figure is better", Run("runs", "show", "challenger").Done().Out, StringComparison.Ordinal);
        Assert.Contains("accuracy", Run("runs", "compare", "champion", "0002").Done().Out, StringComparison.Ordinal);
        Assert.Equal("0003", Champion(Run("runs", "promote", "0003", "--reason", "tried", "--json")));
        Assert.Equal("0001", Champion(Run("runs", "rollback", "--json")));
        Assert.Contains("0002", Run("runs", "prune", "--keep", "0").Done().Out, StringComparison.Ordinal);
        Assert.Contains("as they were recorded", Run("runs", "verify").Done().Out, StringComparison.Ordinal);
        File.AppendAllText(_folder.File("runs", "0003", "model.mlabels"), "x");
        Assert.Equal(3, Run("runs", "verify").ExitCode);
        Assert.Equal(3, Run("runs", "show", "0042").ExitCode);
    }

    [Fact]
    public void OtherVerbs_InAProjectsFolder_TakeItsSettingsAndItsChampion()
    {
        _folder.Write(
            "mlnetlabels.json",
            JsonSerializer.Serialize(
                new Dictionary<string, object>
                {
                    ["data"] = shapes.Images,
                    ["seed"] = 3,
                    ["l2"] = 0.01,
                    ["outOfDomain"] = new[] { "far:" + shapes.Lines },
                    ["gates"] = new Dictionary<string, double> { ["minAccuracy"] = 0.1 },
                }
            )
        );
        Run("retrain").Done();

        var predicted = Run("predict", Path.Combine(shapes.Images, "square", "0.png"), "--json").Done();
        Assert.Contains("\"square\"", predicted.Out, StringComparison.Ordinal);
        Assert.Contains("the model of run 0001, the champion", predicted.Error, StringComparison.Ordinal);
        Assert.Contains("0001", Run("bundle", "verify").Done().Out, StringComparison.Ordinal);
        var judged = Run("evaluate", "--output", "again").Done();
        Assert.Contains("--gates", judged.Error, StringComparison.Ordinal);
        Assert.Contains(
            "minAccuracy",
            File.ReadAllText(_folder.File("again", "report.json")),
            StringComparison.Ordinal
        );
        Assert.Contains("--seed", Run("train", "--model", "m.mlabels").Done().Error, StringComparison.Ordinal);
        string manifest = Run("train", "--model", "m.mlabels", "--l2", "0.5", "--json").Done().Out;
        Assert.Contains("\"l2\": 0.5", manifest, StringComparison.Ordinal);
        Assert.Contains("\"seed\": 3", manifest, StringComparison.Ordinal);
    }

    [Fact]
    public void ConfigShow_SaysWhatIsInForceAndWhence()
    {
        _folder.Write("mlnetlabels.json", """{"data": "photos", "margin": 0.01}""");

        var shown = Run("config", "show", "--test-share", "0.3", "--negatives", "pages", "--json").Json();

        Assert.Equal((0.01, "file"), Setting(shown, "margin"));
        Assert.Equal((0.3, "option"), Setting(shown, "testShare"));
        Assert.Equal((0.05, "default"), Setting(shown, "rejectRate"));
        // Paths of a command line are of the current folder.
        Assert.EndsWith(
            "pages",
            shown.GetProperty("negatives").GetProperty("value")[0].GetString(),
            StringComparison.Ordinal
        );
        string table = Run("config", "show").Done().Out;
        Assert.Matches("testShare +│ 20% ", table);
        Assert.Matches("l2 +│ chosen by cross-validation", table);
        Assert.Matches("corrections +│ none", table);
        Assert.Contains("\"$schema\"", Run("config", "schema").Done().Out, StringComparison.Ordinal);
        Assert.Equal(2, Run("config", "show", "--promotion", "best").ExitCode);
        Assert.Equal(2, Run("config", "show", "--test-share", "much").ExitCode);
        Assert.Equal(2, Run("config", "show", "--test-share", "0.9").ExitCode);
    }

    [Theory]
    [InlineData("g.json", "g.json")]
    [InlineData("""{"minAcuracy": 0.9}""", "--gates")]
    public void Retrain_GivenGatesOfNoUse_AreNamedAsGiven(string given, string name)
    {
        _folder.Write("mlnetlabels.json", """{"data": "photos"}""");
        _folder.Write("g.json", """{"minAcuracy": 0.9}""");

        var result = Run("retrain", "--gates", given);

        Assert.Equal(3, result.ExitCode);
        Assert.Contains($"{name}: 'minAcuracy' is no gate", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("mlnetlabels.json", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ConfigShow_OfAnMbConfig_NamesWhatHasNoCounterpart()
    {
        _folder.Write(
            "photos.mbconfig",
            """{"Scenario": "ImageClassification", "Version": 5, "DataSource": {"FolderPath": "images"}, "RunHistory": {}}"""
        );

        var shown = Run("config", "show", "--config", "photos.mbconfig").Done();

        Assert.Contains("images", shown.Out, StringComparison.Ordinal);
        Assert.Contains("note: RunHistory has no counterpart", shown.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"dta": "x"}""", "Did you mean data?")]
    [InlineData("""{"data": "x", "version": 7}""", "newer")]
    public void Retrain_FileOfNoUse_SaysWhy(string json, string words)
    {
        _folder.Write("mlnetlabels.json", json);

        var result = Run("retrain");

        Assert.Equal(3, result.ExitCode);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
    }

    private static (double, string?) Setting(JsonElement shown, string key) =>
        (
            shown.GetProperty(key).GetProperty("value").GetDouble(),
            shown.GetProperty(key).GetProperty("from").GetString()
        );

    private static string? Champion(ToolResult result) => result.Json().GetProperty("champion").GetString();

    private ToolResult Run(params string[] arguments) =>
        Tool.RunIn(
            _folder.Path,
            new Dictionary<string, string> { ["MLNETLABELS_CACHE"] = _folder.File("cache.db") },
            arguments
        );
}
