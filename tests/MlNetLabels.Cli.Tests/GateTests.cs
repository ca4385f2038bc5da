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

    [Fact]
    public void Evaluate_GateThatCannotBeJudged_IsRefusedBeforeAnyWork()
    {
        var result = Evaluate("""{ "minOutOfDomainAuroc": 0.9 }""");

        result.Refused(3, "minOutOfDomainAuroc cannot be judged", "--out-of-domain");
        Assert.DoesNotContain("Embedding", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_GateOnLabelsThatNoImageHas_IsRefusedBeforeAnyWork()
    {
        string list = _folder.Write(
            "none.csv",
            "file,circle,square\n"
                + string.Concat(Directory.GetFiles(shapes.Lines).Take(12).Select(file => $"{file},0,0\n"))
        );

        var result = Tool.Run(
            "evaluate",
            "--model",
            shapes.Model,
            "--data",
            list,
            "--gates",
            _folder.Write("labels.json", """{ "minMeanAveragePrecision": 0.3 }""")
        );

        result.Refused(3, "minMeanAveragePrecision cannot be judged: no image has a label");
        Assert.DoesNotContain("Embedding", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void EvaluateAndReport_DomainCheckOff_NeverSpeakAsIfItWereOn()
    {
        string off = _folder.File("off.mlabels");
        Tool.Run("train", "--data", shapes.Images, "--model", off, "--l2", "0.01", "--reject-rate", "0.001").Done();

        ToolResult Judge(string gates) =>
            Tool.Run(
                "evaluate",
                "--model",
                off,
                "--data",
                shapes.Images,
                "--out-of-domain",
                shapes.Lines,
                "--gates",
                _folder.Write("off.json", gates),
                "--output",
                _folder.File("off")
            );

        var refused = Judge("""{ "minInDomainAccepted": 0.9 }""");
        refused.Refused(3, "minInDomainAccepted cannot be judged", "is off", "Add images");
        Assert.DoesNotContain("Embedding", refused.Error, StringComparison.Ordinal);
        string judged = string.Join(
            ' ',
            Judge("""{ "maxConfidentWrongAcceptances": 1, "minOutOfDomainAuroc": 0 }""")
                .Done()
                .Out.Split(default(char[]))
        );
        Assert.Contains("answered, without a domain check, which is off", judged, StringComparison.Ordinal);
        Assert.Contains("would decide, were the domain check not off", judged, StringComparison.Ordinal);
        Assert.DoesNotContain("behind the domain check", judged, StringComparison.Ordinal);
        using var report = JsonDocument.Parse(File.ReadAllBytes(_folder.File("off", "report.json")));
        var check = report.RootElement.GetProperty("domainCheck");
        Assert.False(check.GetProperty("isOn").GetBoolean());
        Assert.False(
            check.TryGetProperty("validationCoverage", out _) || check.TryGetProperty("outOfFoldCoverage", out _)
        );
        CheckReport(off);
        Tool.Run("export", "--model", off, "--output", _folder.File("off.onnx"), "--heads-only").Done();
        string graph = File.ReadAllText(_folder.File("off.onnx.json"));
        Assert.Contains(
            "The domain check is OFF: too few images were held out for this to reject any",
            graph,
            StringComparison.Ordinal
        );
        Assert.Contains("never Rejected", graph, StringComparison.Ordinal);
        using var described = JsonDocument.Parse(graph);
        Assert.StartsWith(
            "The domain check is OFF: ",
            described.RootElement.GetProperty("switchedOff")[0].GetString(),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("small = out of domain", graph, StringComparison.Ordinal);
    }

    // The other check is on: nothing may say that it is off, too.
    [Fact]
    public void TrainEvaluate_OnlyTheDomainCheckOff_TellsItApartFromTheCheckForNewClasses()
    {
        string off = _folder.File("first.mlabels");

        string trained = Tool.Run(
                "train",
                "--data",
                shapes.Images,
                "--model",
                off,
                "--l2",
                "0.01",
                "--reject-rate",
                "0.001"
            )
            .Done()
            .Out;
        Tool.Run("evaluate", "--model", off, "--data", shapes.Images, "--output", _folder.File("first")).Done();
        string html = File.ReadAllText(_folder.File("first", "report.html"));

        Assert.StartsWith("The domain check is OFF: ", trained, StringComparison.Ordinal);
        Assert.Contains("unsure at most; rejects none.", trained, StringComparison.Ordinal);
        Assert.DoesNotContain("new classes is OFF", trained, StringComparison.Ordinal);
        Assert.Contains("The first is OFF, the second is on: ", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Both are off", html, StringComparison.Ordinal);
    }

    [Fact]
    public void TrainEvaluate_SetsThatHoldEverything_AreOffAndPromiseNothing()
    {
        string full = _folder.File("full.mlabels");

        string trained = Tool.Run(
                "train",
                "--data",
                shapes.Images,
                "--model",
                full,
                "--l2",
                "0.01",
                "--miss-rate",
                "0.001"
            )
            .Done()
            .Out;
        Tool.Run("evaluate", "--model", full, "--data", shapes.Images, "--output", _folder.File("full")).Done();
        using var report = JsonDocument.Parse(File.ReadAllBytes(_folder.File("full", "report.json")));

        Assert.StartsWith(
            "Prediction sets are OFF: every set holds all classes or labels: ",
            trained,
            StringComparison.Ordinal
        );
        Assert.All(
            report.RootElement.GetProperty("predictionSets").EnumerateArray(),
            row => Assert.True(row.GetProperty("isOff").GetBoolean())
        );
        Assert.StartsWith(
            "Prediction sets are OFF",
            report.RootElement.GetProperty("summary").GetProperty("switchedOff")[0].GetString(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "so every set holds everything and promises nothing",
            File.ReadAllText(_folder.File("full", "report.html")),
            StringComparison.Ordinal
        );
    }

    // Of the model alone, without images, the same is said first.
    private void CheckReport(string model)
    {
        string page = _folder.File("model.html"),
            text = _folder.File("model.md");
        string said = Tool.Run("report", model, "--html", page, "--markdown", text).Done().Out;
        Assert.StartsWith("The domain check is OFF: ", said, StringComparison.Ordinal);
        Assert.StartsWith(
            "> **The domain check is OFF",
            File.ReadAllText(text).Split('\n')[2],
            StringComparison.Ordinal
        );
        string html = File.ReadAllText(page);
        Assert.InRange(
            html.IndexOf("The domain check is OFF", StringComparison.Ordinal),
            1,
            html.IndexOf("class=\"headline", StringComparison.Ordinal)
        );
        Assert.Contains("0.1%, but the domain check is off", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_FileTooLargeForGates_IsCalledNone() =>
        Evaluate($$"""{ "minAccuracy": 0.9{{new string(' ', 1 << 20)}} }""").Refused(3, "it is no file of gates");

    [Fact]
    public void EvaluateTrain_SetInsideTheData_IsRefusedBeforeAnyWork()
    {
        string inside = Path.Combine(shapes.Images, "circle");

        var judged = Tool.Run(
            "evaluate",
            "--model",
            shapes.Model,
            "--data",
            shapes.Images,
            "--out-of-domain",
            "far:" + inside
        );
        var trained = Tool.Run(
            "train",
            "--data",
            shapes.Images,
            "--model",
            _folder.File("m.mlabels"),
            "--negatives",
            inside
        );

        foreach (var result in new[] { judged, trained })
        {
            result.Refused(3, "all 20 images are of the data themselves");
            Assert.DoesNotContain("Embedding", result.Error, StringComparison.Ordinal);
        }
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
