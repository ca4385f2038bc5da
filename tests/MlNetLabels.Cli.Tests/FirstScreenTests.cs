using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>What a newcomer sees: one screen, the most important thing first, and where to go on.</summary>
public sealed class FirstScreenTests(Shapes shapes) : IDisposable
{
    private const int Lines = 24,
        Columns = 100;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Demo_Default_IsOneScreenWithTheAnswerAndWhatToTryNext()
    {
        var result = Demo();

        AssertOneScreen(result.Out);
        foreach (
            string part in new[]
            {
                "circle or square: trained on 32 images, tuned on the same in 5 folds, judged on 8 test images and 8 out of domain",
                "softmax + domain check",
                "labels + domain check",
                "Are labels less sure than softmax of images of another kind?",
                $"Report: {_folder.File("demo", "report.html")}",
                "mlnet-labels predict --model",
                "mlnet-labels train --data",
                "mlnet-labels report",
            }
        )
            Assert.Contains(part, result.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("The whole job on", result.Error, StringComparison.Ordinal);
        Assert.Contains("threads; embeddings are", result.Error, StringComparison.Ordinal);
        foreach (string phase in new[] { "Embedding 40 images", "Training on 32", "Judging", "Making the report" })
            Assert.Contains(phase, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Demo_Verbose_GivesTheRest()
    {
        var result = Demo("--verbose");

        foreach (string part in new[] { "Largest probability per image", "Data audit", "Report: " })
            Assert.Contains(part, result.Out, StringComparison.Ordinal);
        Assert.Contains("Lambda of the softmax head", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_DomainCheckOff_SaysSoFirstAndWhatItNeeds()
    {
        var result = Tool.Run(
                "train",
                "--data",
                shapes.Images,
                "--model",
                _folder.File("m.mlabels"),
                "--l2",
                "0.01",
                "--fit",
                "split"
            )
            .Done();

        AssertOneScreen(result.Out);
        // Once is enough.
        Assert.DoesNotContain("8 held-out images", result.Error, StringComparison.Ordinal);
        Assert.StartsWith(
            "The domain check is OFF: no image is ever rejected: 8 held-out images are too few for a reject rate of 5%, "
                + "which takes 19. Add 45 to 65 more images (11 to 'validation', where you name splits). "
                + "The check for new classes is OFF for the domain check's reason: no image is ever called unsure. "
                + "Prediction sets are OFF for the domain check's reason: every set holds all classes or labels. "
                + "The probabilities are NOT calibrated: 8 held-out images; 20 are needed.",
            result.Out.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
    }

    // The question of new classes stands in between, and is off for a reason of its own.
    [Fact]
    public void Train_OffOnPurposeInBetween_NamesWhoseReasonItIs()
    {
        string[] call = ["train", "--data", shapes.Images, "--model", _folder.File("m.mlabels"), "--fit", "split"];

        Assert.Contains(
            "as the model was trained with an unsure rate of 0. Prediction sets are OFF for the domain check's reason: ",
            Tool.Run([.. call, "--unsure-rate", "0"]).Done().Out.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Train_DomainCheckOn_GivesSharesAsPercentages()
    {
        string npy = Embeddings.Write(_folder, "rows", "label", (c, _) => Embeddings.Classes[c]);

        var split = Tool.Run(
                "train",
                "--embeddings",
                npy,
                "--l2",
                "0.1",
                "--fit",
                "split",
                "--model",
                _folder.File("split.mlabels")
            )
            .Done();
        var cross = Tool.Run("train", "--embeddings", npy, "--l2", "0.1", "--model", _folder.File("m.mlabels")).Done();

        Assert.Matches(@"accepts [0-9.]+% of 24 validation images \(promised: 95%\)", split.Out);
        Assert.Matches(@"accepts [0-9.]+% of 96 images held out in turn \(aimed at: 95%\)", cross.Out);
    }

    [Fact]
    public void Evaluate_Default_IsOneScreen()
    {
        var result = Tool.Run(
                "evaluate",
                "--model",
                shapes.Model,
                "--data",
                shapes.Images,
                "--out-of-domain",
                shapes.Lines,
                "--output",
                _folder.File("report")
            )
            .Done();

        AssertOneScreen(result.Out);
        Assert.Contains($"Report: {_folder.File("report", "report.html")}", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_DomainCheckOff_SaysSoFirst()
    {
        string model = _folder.File("split.mlabels");
        Tool.Run("train", "--data", shapes.Images, "--model", model, "--l2", "0.01", "--fit", "split").Done();

        string table = Tool.Run("predict", "--model", model, shapes.Lines).Done().Out,
            csv = Tool.Run("predict", "--model", model, shapes.Lines, "--format", "csv").Done().Out;
        var json = Tool.Run("predict", "--model", model, shapes.Lines, "--json").Json();

        Assert.StartsWith("The domain check is OFF", table, StringComparison.Ordinal);
        Assert.Contains("The probabilities are NOT calibrated: 8 held-out images", table, StringComparison.Ordinal);
        Assert.Contains(",calibrated,domain_check,domain_score,", csv, StringComparison.Ordinal);
        Assert.Contains(",no,off,", csv, StringComparison.Ordinal);
        string file = _folder.File("answers.csv"),
            said = Tool.Run("predict", "--model", model, shapes.Lines, "--output", file).Done().Error;
        Assert.Contains("note: The domain check is OFF", said, StringComparison.Ordinal);
        Assert.Contains("note: The probabilities are NOT calibrated", said, StringComparison.Ordinal);
        Assert.Contains("NOT calibrated", json.GetProperty("calibrationWarning").GetString(), StringComparison.Ordinal);
        var first = json.GetProperty("images")[0].GetProperty("prediction");
        Assert.False(first.GetProperty("isCalibrated").GetBoolean());
        Assert.False(first.GetProperty("isClassSetOn").GetBoolean());
        Assert.False(first.GetProperty("isLabelSetOn").GetBoolean());
        Assert.False(first.GetProperty("domain").GetProperty("isOn").GetBoolean());
        Assert.Contains("NOT calibrated", Tool.Run("bundle", "verify", model).Done().Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_NothingIsOff_SaysNothingOfIt()
    {
        string csv = Tool.Run("predict", "--model", shapes.Model, shapes.Lines, "--format", "csv").Done().Out;
        var json = Tool.Run("predict", "--model", shapes.Model, shapes.Lines, "--json").Json();

        Assert.Contains(",yes,on,", csv, StringComparison.Ordinal);
        Assert.False(json.TryGetProperty("calibrationWarning", out _));
        Assert.True(json.GetProperty("images")[0].GetProperty("prediction").GetProperty("isCalibrated").GetBoolean());
    }

    [Fact]
    public void Train_UnknownWayToFit_IsRefused() =>
        Tool.Run("train", "--data", shapes.Images, "--model", _folder.File("m.mlabels"), "--fit", "both")
            .Refused(2, "--fit is 'both'; give cross or split.");

    private ToolResult Demo(params string[] more) =>
        Tool.Run([
                "demo",
                "--data",
                shapes.Images,
                "--out-of-domain",
                shapes.Lines,
                "--output",
                _folder.File("demo"),
                .. more,
            ])
            .Done();

    // Paths are as long as they are.
    private void AssertOneScreen(string text)
    {
        string[] lines = text.TrimEnd().Split('\n');
        Assert.InRange(lines.Length, 1, Lines);
        Assert.All(
            lines.Where(line =>
                !line.Contains(_folder.Path, StringComparison.Ordinal)
                && !line.Contains(shapes.Images, StringComparison.Ordinal)
            ),
            line => Assert.InRange(line.TrimEnd('\r').Length, 0, Columns)
        );
    }
}
