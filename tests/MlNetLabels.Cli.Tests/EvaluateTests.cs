using System.Text.Json;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

public sealed class EvaluateTests(Shapes shapes) : IDisposable
{
    // Class probabilities of one image are single precision and sum to one.
    private const double SumError = 1e-6;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Evaluate_InAndOutOfDomain_WritesTheReportOfTheOutline()
    {
        var result = Tool.Run(
                "evaluate",
                "--model",
                shapes.Model,
                "--data",
                shapes.Images,
                "--out-of-domain",
                "far:" + shapes.Lines,
                "--output",
                _folder.Path
            )
            .Done();

        Assert.Contains("used to train or tune", result.Error, StringComparison.Ordinal);
        Assert.Contains("softmax", result.Out, StringComparison.Ordinal);
        string html = File.ReadAllText(_folder.File("report.html"));
        Assert.StartsWith("<!doctype html>", html, StringComparison.OrdinalIgnoreCase);
        AssertOutline(Parse(File.ReadAllBytes(_folder.File("report.json"))));
    }

    [Fact]
    public void Evaluate_Json_IsTheReportOnStdout()
    {
        var report = Tool.Run(
                "evaluate",
                "--model",
                shapes.Model,
                "--data",
                shapes.Images,
                "--out-of-domain",
                shapes.Lines,
                "--json"
            )
            .Json();

        AssertOutline(report);
    }

    [Fact]
    public void Evaluate_StrangersThatWereTrainedOn_AreRefused()
    {
        var rows = new[] { "circle", "square" }.SelectMany(label =>
            Directory
                .GetFiles(Path.Combine(shapes.Images, label))
                .Order(StringComparer.Ordinal)
                .Select((file, i) => (File: file, Label: label, Split: i < 15 ? "train" : "test"))
        );
        string list = _folder.Write(
                "list.csv",
                "file,label,split\n" + string.Concat(rows.Select(x => $"{x.File},{x.Label},{x.Split}\n"))
            ),
            model = _folder.File("m.mlabels");
        foreach (var row in rows.Where(x => x.Label == "square" && x.Split == "train").Take(3))
            File.Copy(row.File, _folder.File("trained", Path.GetFileName(row.File)));
        Tool.Run("train", "--data", list, "--model", model, "--l2", "0.01").Done();

        Tool.Run("evaluate", "--model", model, "--data", list, "--out-of-domain", _folder.File("trained"))
            .Refused(3, "all 3 images trained the model", "other images");
    }

    [Fact]
    public void Evaluate_WithoutOutOfDomain_StillJudgesTheHeads()
    {
        var report = Tool.Run("evaluate", "--model", shapes.Model, "--data", shapes.Images, "--json").Json();

        Assert.Equal(
            8,
            report
                .GetProperty("confidence")
                .GetProperty("softmax")
                .GetProperty("inDomain")
                .GetProperty("count")
                .GetInt32()
        );
    }

    [Fact]
    public void Evaluate_TwoSetsOfOneName_AreRefusedBeforeTheWork()
    {
        foreach (string parent in new[] { "a", "b" })
        foreach (string file in Directory.GetFiles(shapes.Lines).Take(2))
            File.Copy(file, _folder.File(parent, "lines", Path.GetFileName(file)));

        var alike = Judge(_folder.File("a", "lines"), "near:" + _folder.File("b", "lines"));
        var same = Judge(_folder.File("a", "lines"), "far:" + _folder.File("a", "lines"));

        alike.Refused(3, "2 out-of-domain sets are called 'lines'");
        same.Refused(3, "are the same images of another kind; give them once");
        Assert.DoesNotContain("Embedding", alike.Error + same.Error, StringComparison.Ordinal);

        ToolResult Judge(string one, string other) =>
            Tool.Run(
                "evaluate",
                "--model",
                shapes.Model,
                "--data",
                shapes.Images,
                "--out-of-domain",
                one,
                "--out-of-domain",
                other
            );
    }

    [Fact]
    public void Evaluate_OnlyTrainingImages_IsRefused()
    {
        // Every image but the eight of the test split was seen; asking for those alone needs the split that trained the
        // model.
        string csv = _folder.Write(
            "again.csv",
            "file,label,split\n"
                + string.Join(
                    '\n',
                    Directory
                        .GetFiles(shapes.Images, "*.png", SearchOption.AllDirectories)
                        .Select(f => $"\"{f}\",circle,train")
                )
                + "\n"
        );

        Tool.Run("evaluate", "--model", shapes.Model, "--data", csv).Refused(3, "no row is of the split 'test'");
    }

    [Theory]
    [InlineData("one class")]
    [InlineData("an empty folder")]
    [InlineData("one-hot")]
    public void Evaluate_SetWithoutOneOfTheClasses_HasSupport0AndNoRecallOfIt(string kind)
    {
        for (int i = 0; i < 4; i++)
            File.Copy(Path.Combine(shapes.Lines, $"{i}.png"), _folder.File("set", "square", $"{i}.png"));
        string data = _folder.File("set");
        if (kind == "an empty folder")
            Directory.CreateDirectory(_folder.File("set", "circle"));
        if (kind == "one-hot")
            data = _folder.Write(
                "set.csv",
                "file,circle,square\n" + string.Concat(Enumerable.Range(0, 4).Select(i => $"set/square/{i}.png,0,1\n"))
            );

        var test = Tool.Run("evaluate", "--model", shapes.Model, "--data", data, "--json")
            .Json()
            .GetProperty("heads")
            .GetProperty("softmax")
            .GetProperty("test");

        Assert.Equal(4, test.GetProperty("count").GetInt32());
        var circle = test.GetProperty("perClass")[0];
        Assert.Equal(0, circle.GetProperty("support").GetInt32());
        Assert.False(circle.TryGetProperty("recall", out var recall) && recall.ValueKind != JsonValueKind.Null);
        Assert.Equal(
            "'circle' does not occur",
            test.GetProperty("undefined").GetProperty("perClass[0].recall").GetString()
        );
    }

    [Fact]
    public void Evaluate_ClassTheModelDoesNotKnow_IsNamed()
    {
        string csv = _folder.Write(
            "other.csv",
            "file,label\n" + string.Join('\n', Directory.GetFiles(shapes.Lines).Select(f => $"{f},line")) + "\n"
        );

        Tool.Run("evaluate", "--model", shapes.Model, "--data", csv).Refused(3, "'line'", "circle, square");
    }

    [Fact]
    public void Evaluate_DamagedOrForeignModel_IsNamed()
    {
        byte[] bundle = File.ReadAllBytes(shapes.Model);
        foreach (
            string model in new[]
            {
                _folder.Write("cut.mlabels", bundle[..(bundle.Length / 2)]),
                _folder.Write("text.mlabels", "hello"),
                _folder.File("nowhere.mlabels"),
            }
        )
        {
            Tool.Run("evaluate", "--model", model, "--data", shapes.Images).Refused(3, model);
            Tool.Run("predict", "--model", model, shapes.Lines).Refused(3, model);
        }
    }

    private static void AssertOutline(JsonElement report)
    {
        Assert.Equal(1, report.GetProperty("schemaVersion").GetInt32());
        foreach (
            string member in new[]
            {
                "createdAt",
                "model",
                "data",
                "heads",
                "confidence",
                "outOfDomain",
                "timings",
                "provenance",
            }
        )
            Assert.True(report.TryGetProperty(member, out _), member);
        Assert.True(report.GetProperty("provenance").TryGetProperty("seed", out _));

        var softmax = report.GetProperty("heads").GetProperty("softmax").GetProperty("test");
        foreach (
            string member in new[]
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
                "confusion",
                "perClass",
            }
        )
            Assert.True(softmax.TryGetProperty(member, out _), member);
        var labels = report.GetProperty("heads").GetProperty("labels").GetProperty("test");
        foreach (
            string member in new[]
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
                "perLabel",
            }
        )
            Assert.True(labels.TryGetProperty(member, out _), member);

        foreach (string head in new[] { "softmax", "labels" })
        {
            var confidence = report.GetProperty("confidence").GetProperty(head);
            var inside = confidence.GetProperty("inDomain");
            var outside = confidence.GetProperty("outOfDomain").GetProperty("lines");
            Assert.Equal(
                (8, Shapes.Strangers),
                (inside.GetProperty("count").GetInt32(), outside.GetProperty("count").GetInt32())
            );
            foreach (var set in new[] { inside, outside })
            {
                int[] histogram = [.. set.GetProperty("histogram").EnumerateArray().Select(x => x.GetInt32())];
                Assert.Equal((20, set.GetProperty("count").GetInt32()), (histogram.Length, histogram.Sum()));
                Assert.InRange(
                    set.GetProperty("mean").GetDouble(),
                    set.GetProperty("min").GetDouble(),
                    set.GetProperty("max").GetDouble()
                );
                Assert.InRange(set.GetProperty("shareAbove90").GetDouble(), 0, 1);
            }
        }
        var sums = report.GetProperty("confidence").GetProperty("softmax").GetProperty("inDomain");
        Assert.Equal(1, sums.GetProperty("sumMin").GetDouble(), SumError);
        Assert.Equal(1, sums.GetProperty("sumMax").GetDouble(), SumError);

        Assert.Contains(
            report.GetProperty("outOfDomain").EnumerateArray(),
            row =>
                row.GetProperty("set").GetString() == "lines"
                && row.TryGetProperty("auroc", out var auroc)
                && auroc.GetDouble() is >= 0 and <= 1
        );
    }

    private static JsonElement Parse(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
