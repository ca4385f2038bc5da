using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

public sealed class TrainTests(Shapes shapes) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Train_FolderOfClasses_WritesABundleAndSaysWhichLossAndWhy()
    {
        string model = _folder.File("größe", "shapes.mlabels");

        var result = Tool.Run("train", "--data", shapes.Images, "--model", model, "--l2", "0.01").Done();

        Assert.True(File.Exists(model));
        Assert.Contains(
            "exactly one of 2 classes. That asks for a softmax head",
            result.Error,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "32 images to train, each held out once in turn; 8 to test",
            result.Error,
            StringComparison.Ordinal
        );
        Assert.Contains("softmax head", result.Out, StringComparison.Ordinal);
        Assert.Contains(model, result.Out, StringComparison.Ordinal);
    }

    // No number of images of the same groups would help.
    [Fact]
    public void Train_OneGroupAClass_SaysThatGroupsAreMissingAndNothingOfWhatWasNotDone()
    {
        string npy = Embeddings.Write(_folder, "one", "label,group", (c, _) => c == 0 ? "a,of a" : "b,of b");

        var result = Tool.Run("train", "--embeddings", npy, "--model", _folder.File("one.mlabels")).Done();

        string said = result.Out.ReplaceLineEndings(" ");
        Assert.StartsWith("The domain check is OFF: ", said, StringComparison.Ordinal);
        Assert.Contains("add images of other groups, at least two groups a class.", said, StringComparison.Ordinal);
        Assert.DoesNotContain("more images.", said, StringComparison.Ordinal);
        Assert.Contains(" to train, 0 to validate, ", result.Error, StringComparison.Ordinal);
        foreach (string untrue in new[] { "held out once in turn", "look alike" })
            Assert.DoesNotContain(untrue, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_SourceDateEpoch_IsTheTimeOfTheBundleAndGivesEqualBytes()
    {
        ToolResult Train(string name, string epoch) =>
            Tool.RunIn(
                _folder.Path,
                new Dictionary<string, string> { ["SOURCE_DATE_EPOCH"] = epoch },
                "train",
                "--data",
                shapes.Images,
                "--model",
                name,
                "--l2",
                "0.01"
            );

        Train("a.mlabels", "1700000000").Done();
        Train("b.mlabels", "1700000000").Done();

        Assert.Equal(File.ReadAllBytes(_folder.File("a.mlabels")), File.ReadAllBytes(_folder.File("b.mlabels")));
        Assert.StartsWith(
            "2023-11-14T22:13:20",
            Tool.Run("bundle", "verify", _folder.File("a.mlabels"), "--json")
                .Json()
                .GetProperty("createdAt")
                .GetString(),
            StringComparison.Ordinal
        );
        foreach (string wrong in (string[])["yesterday", "-1", "1.5", "99999999999999"])
            Train("c.mlabels", wrong).Refused(3, "SOURCE_DATE_EPOCH", wrong);
    }

    [Fact]
    public void Train_Json_PrintsTheManifestAlone()
    {
        var manifest = Tool.Run(
                "train",
                "--data",
                shapes.Images,
                "--model",
                _folder.File("m.mlabels"),
                "--l2",
                "0.01",
                "--json"
            )
            .Json()
            .GetProperty("manifest");

        Assert.Equal(
            ["circle", "square"],
            manifest.GetProperty("softmax").GetProperty("classes").EnumerateArray().Select(x => x.GetString())
        );
        Assert.Equal(5, manifest.GetProperty("training").GetProperty("crossFolds").GetInt32());
        Assert.Equal(32, manifest.GetProperty("training").GetProperty("trainRows").GetInt32());
        Assert.Equal("mobilenet-v3-small", manifest.GetProperty("backbone").GetProperty("name").GetString());
    }

    // Embedding may take hours; what is missing is missing at once.
    [Theory]
    [InlineData("--negatives", "nowhere")]
    [InlineData("--validation-out-of-domain", "far:nowhere")]
    [InlineData("--classes", "circle,triangle")]
    [InlineData("--class-weights", "triangle=2")]
    public void Train_WhatIsMissing_IsFoundBeforeTheWork(string option, string value)
    {
        var result = Tool.Run(
            "train",
            "--data",
            shapes.Images,
            "--model",
            _folder.File("m.mlabels"),
            option,
            value,
            "--no-cache"
        );

        Assert.NotEqual(0, result.ExitCode);
        Assert.DoesNotContain("Embedding", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_PromisesAndScore_AreTheModels()
    {
        var domain = Train(
            "--domain-score",
            "agreement",
            "--unsure-rate",
            "0.2",
            "--miss-rate",
            "0.3",
            "--reject-rate",
            "0.1"
        );

        Assert.Equal("agreement", domain.GetProperty("domain").GetProperty("decider").GetString());
        Assert.Equal(0.1, domain.GetProperty("domain").GetProperty("cut").GetProperty("alpha").GetDouble());
        Assert.Equal(
            0.2,
            domain
                .GetProperty("domain")
                .GetProperty("newClass")
                .GetProperty("held")
                .GetProperty("cut")
                .GetProperty("alpha")
                .GetDouble()
        );
        Assert.Equal(0.3, domain.GetProperty("softmax").GetProperty("sets").GetProperty("missRate").GetDouble());
        Assert.False(Train("--unsure-rate", "0").GetProperty("domain").TryGetProperty("newClass", out _));
        Assert.Contains(
            "The check for new classes is OFF: no image is ever called unsure, as the model was trained with an unsure rate of 0.",
            Tool.Run("bundle", "verify", _folder.File("m.mlabels")).Out.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
        Tool.Run("train", "--data", shapes.Images, "--model", "m", "--domain-score", "odin").Refused(2, "odin");
        Tool.Run("train", "--data", shapes.Images, "--model", "m", "--unsure-rate", "1").Refused(2, "--unsure-rate");

        System.Text.Json.JsonElement Train(params string[] options) =>
            Tool.Run([
                    "train",
                    "--embeddings",
                    Embeddings.Write(_folder, "x"),
                    "--model",
                    _folder.File("m.mlabels"),
                    "--l2",
                    "0.01",
                    "--json",
                    .. options,
                ])
                .Json()
                .GetProperty("manifest");
    }

    [Fact]
    public void Train_GermanLocaleAndAnotherThreadCount_GivesTheSameWeights()
    {
        string one = _folder.File("1.mlabels"),
            two = _folder.File("2.mlabels");
        var german = new Dictionary<string, string> { ["LANG"] = "de_DE.UTF-8", ["LC_ALL"] = "de_DE.UTF-8" };

        var first = Tool.Run("train", "--data", shapes.Images, "--model", one, "--l2", "0.5", "--threads", "1").Done();
        var second = Tool.RunIn(
                null,
                german,
                "train",
                "--data",
                shapes.Images,
                "--model",
                two,
                "--l2",
                "0.5",
                "--threads",
                "3"
            )
            .Done();

        Assert.Equal(Weights(one), Weights(two));
        Assert.Equal(first.Out.Replace("1.mlabels", "2.mlabels", StringComparison.Ordinal), second.Out);
    }

    [Fact]
    public void Train_LabelSets_TrainsLabelHeadsAlone()
    {
        // Every third drawing shows nothing that is asked for.
        var lines = Directory
            .GetFiles(shapes.Images, "*.png", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(
                (file, i) =>
                    $"\"{file}\",{(i % 3 == 2 ? "" : file.Contains("circle", StringComparison.Ordinal) ? "round;warm" : "cold")}"
            );
        string csv = _folder.Write("labels.csv", "file,labels\n" + string.Join('\n', lines) + "\n");

        var result = Tool.Run("train", "--data", csv, "--model", _folder.File("m.mlabels"), "--l2", "0.01").Done();

        Assert.Contains("softmax does not apply", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("softmax head", result.Out, StringComparison.Ordinal);
        foreach (string label in new[] { "round", "warm", "cold" })
            Assert.Contains(label, result.Out, StringComparison.Ordinal);
    }

    [Trait("Speed", "Slow")]
    [Fact]
    public void Train_EmbeddingsInsteadOfImages_GivesTheSameHeads()
    {
        string npy = _folder.File("shapes.npy"),
            fromImages = _folder.File("1.mlabels"),
            fromEmbeddings = _folder.File("2.mlabels");

        Tool.Run("embed", "--images", shapes.Images, "--output", npy).Done();
        Tool.Run("train", "--data", shapes.Images, "--model", fromImages, "--l2", "0.01").Done();
        Tool.Run("train", "--embeddings", npy, "--model", fromEmbeddings, "--l2", "0.01").Done();

        Assert.Equal(Weights(fromImages), Weights(fromEmbeddings));
        Tool.Run("predict", "--model", fromEmbeddings, shapes.Lines).Done();
    }

    [Fact]
    public void Train_EmbeddingsAndOtherRows_NamesBothCounts()
    {
        string npy = _folder.File("shapes.npy");
        Tool.Run("embed", "--images", shapes.Lines, "--output", npy).Done();

        Tool.Run(
                "train",
                "--embeddings",
                npy,
                "--labels",
                _folder.Write("rows.csv", "file,label\na,x\nb,y\n"),
                "--model",
                _folder.File("m.mlabels")
            )
            .Refused(3, $"{Shapes.Strangers} embeddings", "lists 2");
    }

    [Fact]
    public void Train_BadLists_NameFileAndLine()
    {
        string model = _folder.File("m.mlabels");
        foreach (
            var (text, place) in new[]
            {
                ("file,label\na,x\na,y\n", "(3)"),
                ("file,label,split\na,x,later\n", "(2)"),
                ("file,label\na\n", "(2)"),
                ("", "empty"),
            }
        )
            Tool.Run("train", "--data", _folder.Write("bad.csv", text), "--model", model).Refused(3, "bad.csv", place);

        Tool.Run("train", "--data", _folder.File("nowhere"), "--model", model).Refused(3, "nowhere");
        Tool.Run("train", "--data", shapes.Images, "--classes", "circle,hexagon", "--model", model)
            .Refused(3, "'hexagon'", "circle, square");
        Tool.Run("train", "--data", shapes.Images, "--classes", "circle", "--model", model)
            .Refused(3, "one class alone cannot be trained");
        Assert.False(File.Exists(model));
    }

    [Fact]
    public void Train_UnreadableImage_StopsUnlessAllowed()
    {
        string data = _folder.File("images");
        foreach (string file in Directory.GetFiles(shapes.Images, "*.png", SearchOption.AllDirectories))
            File.Copy(file, _folder.File("images", Path.GetRelativePath(shapes.Images, file)));
        _folder.Write("images/circle/broken.png", "no picture");
        string model = _folder.File("m.mlabels");

        Tool.Run("train", "--data", data, "--model", model, "--l2", "0.01")
            .Refused(3, "1 of 41", "broken.png", "--max-failures");
        Assert.False(File.Exists(model));

        foreach (string allowed in new[] { "1", "5%", "all" })
        {
            var result = Tool.Run("train", "--data", data, "--model", model, "--l2", "0.01", "--max-failures", allowed)
                .Done();
            Assert.Contains("skipped", result.Error, StringComparison.Ordinal);
        }
        Tool.Run("train", "--data", data, "--model", model, "--l2", "0.01", "--max-failures", "1%")
            .Refused(3, "--max-failures allows 1%, which is 0 of 41.");
    }

    private static byte[] Weights(string bundle)
    {
        using var zip = System.IO.Compression.ZipFile.OpenRead(bundle);
        using var stream = zip.GetEntry("weights.safetensors")!.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
