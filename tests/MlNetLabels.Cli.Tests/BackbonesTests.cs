using System.Text.Json;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

public sealed class BackbonesTests(Shapes shapes) : IDisposable
{
    private const string Name = "mobilenet-v3-small";

    // The same sums in another order.
    private const double Rounding = 1e-9;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void List_SaysWhatIsHereAndHowToGetTheOthers()
    {
        var text = Tool.Run("backbones", "list").Done();
        JsonElement[] json = [.. Tool.Run("backbones", "list", "--json").Json().EnumerateArray()];

        foreach (string part in (string[])[Name, "576", "Apache-2.0", "332c477d2b31", "-p:ResNet18=true"])
            Assert.Contains(part, text.Out, StringComparison.Ordinal);
        Assert.Equal([true, true, false, false], json.Select(x => x.GetProperty("isHere").GetBoolean()));
        Assert.Equal(576, json[0].GetProperty("dimension").GetInt32());
        Assert.Contains("ResNet18", json[2].GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_BundledBackbone_Passes()
    {
        Assert.Contains(
            "gives the probe's values",
            Tool.Run("backbones", "check", Name).Done().Out,
            StringComparison.Ordinal
        );
        var check = Assert.Single(Tool.Run("backbones", "check", Name, "--json").Json().EnumerateArray());
        Assert.True(check.GetProperty("passed").GetBoolean());
    }

    [Fact]
    public void Check_CardWithWrongMean_SaysTheCauseWithExitCode3()
    {
        using (var backbone = MlNetLabels.Backbones.Backbone.Load(Name))
            _folder.Write(Name + ".onnx", backbone.ReadOnnx());
        string card = _folder.Write(
            "wrong.json",
            File.ReadAllText(Path.Combine(SharedFiles.Repository, "models", Name + ".json"))
                .Replace("[0.485, 0.456, 0.406]", "[0, 0, 0]", StringComparison.Ordinal)
        );

        var result = Tool.Run("backbones", "check", card);

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("ImageNet's mean and deviation", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_GivenTestSplit_SaysWhatTrainAndEvaluateSay()
    {
        string data = Labelled();
        string model = _folder.File("x.mlabels"),
            report = _folder.File("report");
        Tool.Run("train", "--data", data, "--model", model).Done();
        Tool.Run("evaluate", "--model", model, "--data", data, "--out-of-domain", shapes.Lines, "--output", report)
            .Done();

        var compared = Tool.Run(
                "backbones",
                "compare",
                "--data",
                data,
                "--out-of-domain",
                "far:" + shapes.Lines,
                "--json"
            )
            .Json();

        using var evaluated = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(report, "report.json")));
        var softmax = evaluated.RootElement.GetProperty("heads").GetProperty("softmax").GetProperty("test");
        var figures = compared.GetProperty("backbones")[0];
        Assert.Equal("accuracy", compared.GetProperty("metric").GetString());
        foreach (var (figure, metric) in new[] { ("quality", "accuracy"), ("logLoss", "logLoss") })
            Assert.Equal(
                softmax.GetProperty(metric).GetDouble(),
                figures.GetProperty(figure).GetProperty("estimate").GetDouble(),
                Rounding
            );
        var separation = Assert.Single(figures.GetProperty("outOfDomain").EnumerateArray());
        var expected = evaluated
            .RootElement.GetProperty("outOfDomain")
            .EnumerateArray()
            .Single(x => x.GetProperty("score").GetString() == separation.GetProperty("score").GetString());
        Assert.Equal(expected.GetProperty("auroc").GetDouble(), separation.GetProperty("auroc").GetDouble(), Rounding);
        Assert.Equal("far", separation.GetProperty("distance").GetString());
        Assert.True(figures.GetProperty("milliseconds").GetDouble() > 0);
    }

    [Fact]
    public void Compare_TwoBackbonesByFolds_JudgesEveryImageOnceAndHoldsTheSecondAgainstTheFirst()
    {
        using (var backbone = MlNetLabels.Backbones.Backbone.Load(Name))
            _folder.Write("twin.onnx", backbone.ReadOnnx());
        string twin = _folder.Write(
            "twin.json",
            File.ReadAllText(Path.Combine(SharedFiles.Repository, "models", Name + ".json"))
                .Replace(Name, "twin", StringComparison.Ordinal)
        );
        string[] arguments =
        [
            "backbones",
            "compare",
            "--data",
            shapes.Images,
            "--backbone",
            Name,
            "--backbone",
            twin,
            "--folds",
            "4",
            "--l2",
            "0.01",
        ];

        var text = Tool.Run(arguments).Done();
        var json = Tool.Run([.. arguments, "--json"]).Json();

        Assert.Contains($"{2 * Shapes.PerClass} images, each by one of 4 models", text.Out, StringComparison.Ordinal);
        Assert.Equal(2 * Shapes.PerClass, json.GetProperty("images").GetInt32());
        JsonElement[] backbones = [.. json.GetProperty("backbones").EnumerateArray()];
        Assert.Equal([Name, "twin"], backbones.Select(x => x.GetProperty("name").GetString()));
        Assert.False(backbones[0].TryGetProperty("difference", out _));
        // The same network by another name differs by nothing.
        var difference = backbones[1].GetProperty("difference");
        Assert.All(new[] { "estimate", "low", "high" }, x => Assert.Equal(0, difference.GetProperty(x).GetDouble()));
    }

    [Fact]
    public void Compare_FoldsDespiteATestSplit_JudgesEveryImage()
    {
        var json = Tool.Run("backbones", "compare", "--data", Labelled(), "--folds", "3", "--l2", "0.01", "--json")
            .Json();

        Assert.Equal(2 * Shapes.PerClass, json.GetProperty("images").GetInt32());
    }

    [Fact]
    public void Compare_LabelSets_JudgesByMeanAveragePrecision()
    {
        string[] files = [.. Directory.GetFiles(shapes.Images, "*.png", SearchOption.AllDirectories).Order()];
        string data = _folder.Write(
            "labels.csv",
            "file,labels\n"
                + string.Concat(
                    files.Select(
                        (f, i) =>
                            $"\"{f}\",{(f.Contains("circle", StringComparison.Ordinal) ? "round" : "")}{(i % 3 == 0 ? ";third" : "")}\n"
                    )
                )
        );

        var json = Tool.Run("backbones", "compare", "--data", data, "--l2", "0.01", "--json").Json();

        Assert.Equal("mapMacro", json.GetProperty("metric").GetString());
        var quality = json.GetProperty("backbones")[0].GetProperty("quality");
        Assert.InRange(quality.GetProperty("estimate").GetDouble(), 0.5, 1);
    }

    [Theory]
    [InlineData("--folds", "1", "--folds must be between 2 and 100")]
    [InlineData("--backbone", "nobody", "no backbone 'nobody'")]
    [InlineData("--out-of-domain", "nowhere", "nowhere")]
    public void Compare_WhatCannotBe_SaysSo(string option, string value, string said)
    {
        var result = Tool.Run("backbones", "compare", "--data", shapes.Images, option, value);

        Assert.True(result.ExitCode is 2 or 3, result.Error);
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
    }

    private string Labelled() =>
        _folder.Write(
            "data.csv",
            "file,label,split\n"
                + string.Concat(
                    Directory
                        .GetFiles(shapes.Images, "*.png", SearchOption.AllDirectories)
                        .Order(StringComparer.Ordinal)
                        .Select(
                            (f, i) =>
                                $"\"{f}\",{Path.GetFileName(Path.GetDirectoryName(f))},{(i % 4 == 0 ? "test" : "train")}\n"
                        )
                )
        );
}
