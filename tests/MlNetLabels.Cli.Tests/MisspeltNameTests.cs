using System.IO.Compression;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>Names of files, classes, gates and networks that are nearly right: what is there is named.</summary>
public sealed class MisspeltNameTests(Shapes shapes) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--classes", "ant,bea", "mean bee?")]
    [InlineData("--class-weights", "cta=2", "mean cat?")]
    [InlineData("--positive-weights", "atn=2", "mean ant?")]
    public void Train_MisspeltClass_SaysWhichWasMeant(string option, string given, string meant) =>
        Tool.Run("train", "--embeddings", Embeddings.Write(_folder, "rows"), "--model", Model, option, given)
            .Refused(3, meant);

    [Theory]
    [InlineData("mobilenet-v3-smal")]
    [InlineData("mobilenet")]
    public void Train_MisspeltBackbone_SaysWhichWasMeant(string backbone) =>
        Tool.Run("train", "--data", shapes.Images, "--model", Model, "--backbone", backbone)
            .Refused(3, $"'{backbone}'. Did you mean mobilenet-v3-small?");

    [Fact]
    public void Train_MisspeltFolder_SaysWhatLiesThere()
    {
        Directory.CreateDirectory(_folder.File("photos"));

        Tool.Run("train", "--data", _folder.File("fotos"), "--model", Model)
            .Refused(3, $"mean {_folder.File("photos")}?");
    }

    [Theory]
    [InlineData("")]
    [InlineData("far:")]
    public void Demo_MisspeltSet_IsRefusedBeforeAnythingIsDrawn(string tag)
    {
        Directory.CreateDirectory(_folder.File("strangers"));

        var result = Tool.Run(
            "demo",
            "--out-of-domain",
            tag + _folder.File("strangerss"),
            "--output",
            _folder.File("out")
        );

        result.Refused(3, $"mean {_folder.File("strangers")}?");
        Assert.DoesNotContain("drawings", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("out")));
    }

    [Fact]
    public void PredictMonitor_MisspeltImages_SaysWhatLiesThere()
    {
        Directory.CreateDirectory(_folder.File("inbox"));
        string meant =
            $"{_folder.File("inbxo")}: there is no such file or folder. Did you mean {_folder.File("inbox")}?";

        Tool.Run("predict", "--model", shapes.Model, _folder.File("inbxo")).Refused(3, meant);
        Tool.Run("monitor", "--model", shapes.Model, "--images", _folder.File("inbxo")).Refused(3, meant);
    }

    [Fact]
    public void Demo_MisspeltBackbone_NamesThatOfAPackage() =>
        Tool.Run("demo", "--data", shapes.Images, "--backbone", "rsnet18", "--output", _folder.File("out"))
            .Refused(3, "Did you mean resnet18?");

    [Fact]
    public void Predict_MisspeltBundle_SaysWhatLiesThere()
    {
        _folder.Write("flowers.mlabels", "x");

        Tool.Run("predict", "--model", _folder.File("flower.mlabels"), shapes.Images)
            .Refused(3, $"mean {_folder.File("flowers.mlabels")}?");
        var served = Tool.Run("serve", "--model", _folder.File("flower.mlabels"));
        served.Refused(3, $"mean {_folder.File("flowers.mlabels")}?");
        Assert.Single(served.Error.Split("there is no such file").Skip(1));
    }

    [Fact]
    public void Evaluate_MisspeltGate_SaysWhichWasMeant() =>
        Evaluate("--gates", _folder.Write("gates.json", """{ "minAcuracy": 0.9 }""")).Refused(3, "mean minAccuracy?");

    [Fact]
    public void Evaluate_GatesCutOff_NamesTheLineOnce()
    {
        var result = Evaluate("--gates", _folder.Write("gates.json", "{ \"minAccuracy\": 0.9\n"));

        result.Refused(3, "gates.json(2)");
        Assert.DoesNotContain("LineNumber", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--verison", "mean --version?")]
    [InlineData("evalute --help", "mean evaluate?")]
    [InlineData("help evalute", "mean evaluate?")]
    [InlineData("data describe photos --output x.txt", "end it in .html")]
    [InlineData("completion fish", "'fish' is no shell")]
    [InlineData("train --data x --model y --threshold precison:0.9", "mean precision?")]
    public void Run_Misspelt_SaysWhatWasMeant(string arguments, string words) =>
        Tool.Run(arguments.Split(' ')).Refused(2, words);

    [Fact]
    public void Train_ColumnOfFolders_IsRefused() =>
        Tool.Run("train", "--data", shapes.Images, "--model", Model, "--label-column", "foo")
            .Refused(3, "a folder of images has no column 'foo'");

    [Fact]
    public void Train_ImagesBesideAFolderOfClasses_IsRefused() =>
        Tool.Run("train", "--data", shapes.Images, "--model", Model, "--images", shapes.Images)
            .Refused(3, "holds the images itself", "Leave that one out");

    [Fact]
    public void Train_ClassesTooPoorToDivide_AreAllNamedBeforeAnyWork()
    {
        foreach (var (name, count) in (ReadOnlySpan<(string, int)>)[("ant", 1), ("bee", 3), ("cat", 4), ("dog", 5)])
            for (int i = 0; i < count; i++)
                _folder.Write($"few/{name}/{i}.png", "no image, which the work would find");

        var result = Tool.Run("train", "--data", _folder.File("few"), "--model", Model);

        result.Refused(3, "'ant' (1), 'bee' (3)", "--classes cat,dog");
        Assert.DoesNotContain("threads;", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_OverAnArchiveOfImages_IsRefused()
    {
        string archive = _folder.File("photos.zip");
        ZipFile.CreateFromDirectory(shapes.Images, archive);
        long before = new FileInfo(archive).Length;

        Tool.Run("train", "--data", shapes.Images, "--model", archive)
            .Refused(3, "no bundle, so it is not overwritten");

        Assert.Equal(before, new FileInfo(archive).Length);
        Tool.Run("predict", "--model", archive, shapes.Images).Refused(3, "another kind of zip archive", "*.mlabels");
    }

    [Fact]
    public void Train_NoImageReadable_DoesNotAdviseToAllowIt()
    {
        foreach (string name in (string[])["ant", "bee"])
            for (int i = 0; i < 4; i++)
                _folder.Write($"none/{name}/{i}.png", "no image");

        var result = Tool.Run("train", "--data", _folder.File("none"), "--model", Model);

        result.Refused(3, "none of 8 files could be read");
        Assert.DoesNotContain("--max-failures", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_StrayWords_SaysWhatWasMeant()
    {
        string folder = Directory.CreateDirectory(_folder.File("my photos")).FullName,
            parent = Path.GetDirectoryName(folder)!;
        string At(params string[] arguments)
        {
            var result = Tool.RunIn(parent, new Dictionary<string, string>(), arguments);
            result.Refused(2);
            return result.Error;
        }

        Assert.Contains("long dash: type --data", At("train", "\u2014data", "x"), StringComparison.Ordinal);
        Assert.Contains("Did you mean --data?", At("train", "-data", "x"), StringComparison.Ordinal);
        Assert.Contains(
            "without spaces: a,b",
            At("train", "--data", "x", "--model", "m", "--classes", "a,", "b"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "in quotes: \"my photos\"",
            At("train", "--model", "m", "--data", "my", "photos"),
            StringComparison.Ordinal
        );
        Assert.Contains("mean --data my photos?", At("train", "my photos", "--model", "m"), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "mean --data",
            At("train", "--data", "x", "my photos", "--model", "m"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "without spaces: a,b",
            At("train", "--data", "x", "--classes", "a", "b"),
            StringComparison.Ordinal
        );
        Assert.Contains("mean data describe?", At("describe", "x"), StringComparison.Ordinal);
    }

    [Fact]
    public void Train_TrainingImagesAsStrangers_IsRefusedBeforeAnyWork() =>
        Tool.Run(
                "train",
                "--data",
                shapes.Images,
                "--validation-out-of-domain",
                $"far:{shapes.Images}",
                "--model",
                Model
            )
            .Refused(3, "these are the data themselves");

    [Fact]
    public void Train_ImagesForEmbeddings_SaysWhichOptionTheyAreOf() =>
        Tool.Run("train", "--embeddings", shapes.Images, "--model", Model).Refused(3, "this is a folder", "--data");

    [Fact]
    public void Train_OnesAndBlanks_SaysToWriteZeros()
    {
        foreach (string name in (string[])["a.png", "b.png"])
            _folder.Write(name, "no image, which the work would find");
        string list = _folder.Write("ones.csv", "file,ant,bee\na.png,1,\nb.png,,1\n");

        Tool.Run("train", "--data", list, "--model", Model).Refused(3, "write 0 where a label is not there");
        // Of exactly one label each the blanks are no question.
        var asClasses = Tool.Run("train", "--data", list, "--one-class", "--model", Model);
        asClasses.Refused(3, "'ant' (1), 'bee' (1)");
    }

    [Fact]
    public void Train_ShareInPercent_IsTaken() =>
        Tool.Run(
                "train",
                "--data",
                _folder.File("none"),
                "--model",
                Model,
                "--reject-rate",
                "5%",
                "--unsure-rate",
                "0%"
            )
            .Refused(3, "there is no such file or folder");

    [Fact]
    public void Train_EmbeddingsAreNone_IsSaidBeforeTheirRowsAreAskedFor() =>
        Tool.Run("train", "--embeddings", _folder.Write("rows.txt", "none"), "--model", Model)
            .Refused(3, "this is not a NumPy .npy file");

    [Fact]
    public void Retrain_DataIsNotThere_NamesTheProjectsFile()
    {
        string project = _folder.Write("mlnetlabels.json", """{ "data": "phtos" }""");
        _folder.Write("photos/a.txt", "");

        Tool.Run("retrain", "--config", project)
            .Refused(
                3,
                $"mlnetlabels.json: data names {_folder.File("phtos")}, and there is no such file or folder. Did you mean"
            );
    }

    [Theory]
    [InlineData(
        """{ "data": "photos", "outOfDomain": ["far:othrs"] }""",
        "mlnetlabels.json: outOfDomain names",
        "othrs, and"
    )]
    [InlineData(
        """{ "data": "photos", "negatives": ["fra:others"] }""",
        "mlnetlabels.json: negatives names",
        "Did you mean far?"
    )]
    [InlineData(
        """{ "data": "photos" } more""",
        "mlnetlabels.json",
        "something stands behind its end, at line 1, character 22"
    )]
    public void Retrain_ProjectNamesWhatIsNotThere_NamesTheMember(string project, params string[] words)
    {
        Directory.CreateDirectory(_folder.File("photos"));

        Tool.Run("retrain", "--config", _folder.Write("mlnetlabels.json", project)).Refused(3, words);
    }

    [Fact]
    public void Retrain_BackboneThatIsNone_NamesTheProjectsFile()
    {
        string data = System.Text.Json.JsonSerializer.Serialize(shapes.Images),
            project = _folder.Write("mlnetlabels.json", $$"""{ "data": {{data}}, "backbone": "mobile.json" }""");

        Tool.Run("retrain", "--config", project).Refused(3, "mlnetlabels.json: backbone: ", "mobile.json");
    }

    [Fact]
    public void Evaluate_ClassThatTheModelDoesNotKnow_IsRefusedBeforeAnyWork()
    {
        foreach (string name in (string[])["circle", "square", "star"])
            _folder.Write($"data/{name}/1.png", "no image, which the work would find");

        Tool.Run("evaluate", "--model", shapes.Model, "--data", _folder.File("data"))
            .Refused(3, "class 'star' is unknown to the model");
    }

    [Fact]
    public void Train_CorrectionThatCannotBe_IsRefusedBeforeAnyWork()
    {
        string data = _folder.Write("data.csv", "file,label\na.png,ant\nb.png,bee\n"),
            corrections = _folder.Write("suspects.csv", "file,correct\na.png,wasp\n");
        foreach (string name in (string[])["a.png", "b.png"])
            _folder.Write(name, "no image, which the work would find");

        Tool.Run("train", "--data", data, "--model", Model, "--corrections", corrections)
            .Refused(3, "suspects.csv(2)", "'wasp' is not a class (ant, bee)");
    }

    [Fact]
    public void Evaluate_MisspeltTag_SaysWhichThereAre() =>
        Evaluate("--out-of-domain", "fra:others").Refused(3, "near: and far:", "mean far?");

    [Fact]
    public void Evaluate_OutputThatCannotBe_IsNamedAsGiven()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "What no file can be in has another name elsewhere.");

        var result = Evaluate("--output", "/proc/report");

        result.Refused(5, "/proc/report: it cannot be written");
    }

    [Fact]
    public void Train_OneClassAlone_IsRefusedBeforeAnyWork()
    {
        string only = _folder.File("one", "circle");
        Directory.CreateDirectory(only);
        File.WriteAllText(Path.Combine(only, "1.png"), "no image, which the work would find");

        Tool.Run("train", "--data", _folder.File("one"), "--model", Model)
            .Refused(3, "all images are of the class 'circle'");
    }

    [Fact]
    public void Train_LabelOnEveryImage_IsRefusedBeforeAnyWork()
    {
        _folder.Write("a.png", "no image, which the work would find");

        Tool.Run("train", "--data", _folder.Write("labels.csv", "file,red\na.png,1\n"), "--model", Model)
            .Refused(3, "on all images or on none");
    }

    [Fact]
    public void Predict_NoImageRead_SaysSoAtTheEnd() =>
        Tool.Run("predict", "--model", shapes.Model, _folder.Write("broken.png", "no image"))
            .Refused(3, "broken.png", "error: no image could be read");

    private string Model => _folder.File("new.mlabels");

    private ToolResult Evaluate(string option, string value) =>
        Tool.Run("evaluate", "--model", shapes.Model, "--data", shapes.Images, option, value);
}
