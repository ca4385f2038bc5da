using System.Text.Json;
using System.Text.Json.Nodes;
using MlNetLabels.Calibration;
using MlNetLabels.Models;
using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Onnx.Tests;

/// <summary>
/// From embedding to verdict: the graph says what predict says, for every kind of model and every score.
/// </summary>
public sealed class HeadsGraphTests
{
    private static readonly OnnxExportOptions s_headsOnly = new() { Input = OnnxInput.Embedding };

    public static TheoryData<string> Models => SmallModels.Names;

    public static TheoryData<string> Scorers => [.. OutOfDomainScorers.Names];

    [Theory]
    [MemberData(nameof(Models))]
    public void Heads_EveryKindOfModel_SayWhatPredictSays(string name)
    {
        var model = SmallModels.Train(name);
        using var onnx = new OnnxRun(OnnxExporter.Export(model, s_headsOnly));

        Golden.Equal(model, SmallModels.Anywhere, onnx.Heads(SmallModels.Anywhere));
    }

    [Theory]
    [MemberData(nameof(Scorers))]
    public void Heads_EveryScore_SayWhatPredictSays(string scorer)
    {
        var model = SmallModels.Train("softmax and labels", scorer);
        using var onnx = new OnnxRun(OnnxExporter.Export(model, s_headsOnly));

        var answers = onnx.Heads(SmallModels.Anywhere);

        Golden.Equal(model, SmallModels.Anywhere, answers);
        Assert.Contains((long)Verdict.Rejected, answers.Longs("verdict"));
        Assert.Contains((long)Verdict.Class, answers.Longs("verdict"));
    }

    [Theory]
    [InlineData("vim", "labels alone")]
    [InlineData("joint-energy", "labels alone")]
    [InlineData("mahalanobis", "known negatives")]
    [InlineData("agreement", "cross-fitted")]
    [InlineData("knn-raw", "cross-fitted labels")]
    [InlineData("mahalanobis++", "cross-fitted groups")]
    public void Heads_ScoreOfAnotherHead_SayWhatPredictSays(string scorer, string name)
    {
        var model = SmallModels.Train(name, scorer);
        using var onnx = new OnnxRun(OnnxExporter.Export(model, s_headsOnly));

        Golden.Equal(model, SmallModels.Anywhere, onnx.Heads(SmallModels.Anywhere));
    }

    [Fact]
    public void Heads_EveryCalibration_SayWhatPredictSays()
    {
        var model = SmallModels.Edit(
            SmallModels.Train("labels alone"),
            manifest =>
            {
                var choices = manifest["labels"]!["calibration"]!.AsArray();
                choices[0]!["calibration"] = Stored(new PlattScaling(-1.7, 0.4));
                // Steps, slopes, and ends that floor and ceiling cut off.
                choices[1]!["calibration"] = Stored(
                    new IsotonicCalibration([-3, -1, -0.5, 0.25, 2], [0, 0, 0.4, 0.4, 1], 0.05, 0.9)
                );
                choices[2]!["calibration"] = Stored(new IsotonicCalibration([0.5], [0.75], 0.1, 0.9));
            }
        );
        using var onnx = new OnnxRun(OnnxExporter.Export(model, s_headsOnly));

        Golden.Equal(model, SmallModels.Anywhere, onnx.Heads(SmallModels.Anywhere));
    }

    [Fact]
    public void Heads_KnownNegatives_SayNone()
    {
        using var onnx = new OnnxRun(OnnxExporter.Export(SmallModels.Train("known negatives"), s_headsOnly));

        Assert.Contains(
            (long)Verdict.None,
            onnx.Heads(SmallModels.Classes(100, kinds: SmallModels.Kinds + 1).Embeddings).Longs("verdict")
        );
    }

    [Fact]
    public void Heads_OneByOneOrTogether_SameAnswers()
    {
        var model = SmallModels.Train("softmax and labels");
        using var onnx = new OnnxRun(OnnxExporter.Export(model, s_headsOnly));
        var some = SmallModels.Anywhere.Select([0, 1, 2, 600, 650]);

        for (int i = 0; i < some.Rows; i++)
            Golden.Equal(model, some.Select([i]), onnx.Heads(some.Select([i])));
        Golden.Equal(model, some, onnx.Heads(some));
    }

    [Theory]
    [MemberData(nameof(Scorers))]
    public void Heads_EmptyBatch_GivesEmptyAnswers(string scorer)
    {
        using var onnx = new OnnxRun(OnnxExporter.Export(SmallModels.Train("softmax and labels", scorer), s_headsOnly));

        Assert.All(
            onnx.Heads(new Matrix(0, SmallModels.Dimension)).Outputs.Values,
            output => Assert.Equal((0, 0), ((int)output.Shape[0], output.Values.Length))
        );
    }

    [Fact]
    public void Export_RejectRate_MovesTheCut()
    {
        var model = SmallModels.Train("softmax and labels");
        using var onnx = new OnnxRun(OnnxExporter.Export(model, s_headsOnly with { RejectRate = 0.5 }));

        var answers = onnx.Heads(SmallModels.Anywhere);

        Golden.Equal(model, SmallModels.Anywhere, answers, rejectRate: 0.5);
        Assert.True(answers.Longs("verdict").Count(v => v == (long)Verdict.Rejected) > 0.4 * SmallModels.Anywhere.Rows);
    }

    [Fact]
    public void Export_Twice_SameBytes()
    {
        var model = SmallModels.Train("labels alone");

        Assert.True(
            OnnxExporter
                .Export(model, s_headsOnly)
                .Onnx.Span.SequenceEqual(OnnxExporter.Export(model, s_headsOnly).Onnx.Span)
        );
    }

    [Fact]
    public void Export_UnknownBackbone_NamesTheWayOut()
    {
        var error = Assert.Throws<InvalidInputException>(() =>
            OnnxExporter.Export(SmallModels.Train("softmax and labels"))
        );

        Assert.Contains("--heads-only", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_NearestNeighborsOverTooManyRows_NamesAnother()
    {
        int rows = ScoreGraph.MostNeighborRows + 1;
        var score = new FittedScore(
            "knn",
            new Dictionary<string, double> { ["dimensions"] = 1, ["neighbors"] = 10 },
            new Dictionary<string, Matrix> { ["rows"] = new(rows, 1) }
        );

        var error = Assert.Throws<InvalidInputException>(() =>
            ScoreGraph.Score(score, new(default, default, null, null))
        );

        Assert.Contains("10001", error.Message, StringComparison.Ordinal);
        Assert.Contains("vim", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_ScoreWithoutOnnxForm_NamesAnother()
    {
        var error = Assert.Throws<InvalidInputException>(() =>
            ScoreGraph.Score(
                new FittedScore("odin", new Dictionary<string, double>(), new Dictionary<string, Matrix>()),
                new(default, default, null, null)
            )
        );

        Assert.Contains("'odin'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'vim'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Metadata_NamesAndThresholds_AreThoseOfTheModel()
    {
        var model = SmallModels.Train("softmax and labels");
        var export = OnnxExporter.Export(model, s_headsOnly);
        using var onnx = new OnnxRun(export);

        var json = JsonNode.Parse(export.Description)!;

        Assert.Equal(["räder", "花", "ce"], JsonSerializer.Deserialize<string[]>(onnx.Metadata["classes"])!);
        Assert.Contains("花", export.Description, StringComparison.Ordinal);
        Assert.Equal(
            model.Description.Labels!.Thresholds.Select(t => t.Threshold),
            json["labels"]!.AsArray().Select(l => (double)l!["threshold"]!)
        );
        Assert.Equal(model.DomainCut().Cut, (double)json["domain"]!["cut"]!);
        Assert.Equal(Enum.GetNames<Verdict>(), json["verdicts"]!.AsArray().Select(v => (string)v!));
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(export.Onnx.Span)),
            (string)json["onnxSha256"]!
        );
        // The file holds what the description says, but for the hash of itself.
        Assert.Equal(
            json.AsObject().Select(member => member.Key).Except(["onnxSha256"]).Order(),
            onnx.Metadata.Keys.Order()
        );
        Assert.Equal(onnx.Outputs.Keys.Order(), json["outputs"]!.AsArray().Select(o => (string)o!["name"]!).Order());
    }

    [Fact]
    public void Save_WritesTheFileAndItsDescription()
    {
        using var folder = new MlNetLabels.Testing.TemporaryFolder();
        var export = OnnxExporter.Export(SmallModels.Train("labels alone"), s_headsOnly);

        export.Save(folder.File("köpfe", "m.onnx"));

        Assert.Equal(
            ["m.onnx", "m.onnx.json"],
            Directory.GetFiles(folder.File("köpfe")).Select(Path.GetFileName).Order()
        );
        Assert.Equal(export.Onnx.ToArray(), File.ReadAllBytes(folder.File("köpfe", "m.onnx")));
        Assert.Equal(export.Description, File.ReadAllText(folder.File("köpfe", "m.onnx.json")));
    }

    private static JsonNode Stored(LabelCalibration calibration) =>
        JsonSerializer.SerializeToNode(calibration, JsonSerializerOptions.Web)!;
}
