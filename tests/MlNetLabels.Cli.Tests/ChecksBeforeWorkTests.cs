using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>What cannot come to anything is told before images are embedded.</summary>
public sealed class ChecksBeforeWorkTests(Shapes shapes) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Evaluate_ImagesThatTrainedTheModel_IsTold() =>
        Refused(
            ["evaluate", "--model", shapes.Model, "--data", Path.Combine(Half(), "seen"), "--no-cache"],
            "all 8 images were used to train this model"
        );

    [Fact]
    public void Evaluate_StrangersThatChoseTheScore_IsTold()
    {
        string model = _folder.File("chosen.mlabels");
        Tool.Run("train", "--data", shapes.Images, "--validation-out-of-domain", shapes.Lines, "--model", model).Done();

        Refused(
            ["evaluate", "--model", model, "--data", shapes.Images, "--out-of-domain", shapes.Lines, "--no-cache"],
            "all 8 images trained the model or helped to choose its out-of-domain score"
        );
    }

    [Fact]
    public void Evaluate_StrangersAsNegatives_IsRefused() =>
        Refused(
            ["evaluate", "--model", shapes.Model, "--data", shapes.Images, .. Both("--negatives", "--out-of-domain")],
            "--negatives and --out-of-domain both name these images"
        );

    [Fact]
    public void Strangers_NamedAsImagesAndNone_AreRefused()
    {
        string folder = Path.GetDirectoryName(_folder.Write("none/a.jpg", "x"))!;

        Refused(
            ["evaluate", "--model", shapes.Model, "--data", shapes.Images, "--out-of-domain", folder],
            "none of the files in it is an image"
        );
    }

    [Fact]
    public void ListedImages_ThatAreNotThere_AreToldBeforeTheOthersAreEmbedded()
    {
        var images = Directory.GetFiles(shapes.Images, "*.png", SearchOption.AllDirectories);
        string rows = string.Concat(images.Select(x => $"{x},{Path.GetFileName(Path.GetDirectoryName(x))}\n")),
            list = _folder.Write("list.csv", $"file,label\n{rows}zz.png,circle\n"),
            strangers = _folder.Write("strangers.csv", $"file\n{images[0]}\nzz.png\n");

        Refused(
            ["train", "--data", list, "--model", _folder.File("m.mlabels"), "--no-cache"],
            $"1 of {images.Length + 1} files are not there, but --max-failures allows 0"
        );
        Refused(
            ["evaluate", "--model", shapes.Model, "--data", shapes.Images, "--out-of-domain", strangers, "--no-cache"],
            "1 of 2 files are not there"
        );
        Refused(
            ["embed", "--images", list, "--output", _folder.File("e.npy"), "--no-cache", "--max-failures", "0"],
            "files are not there"
        );
    }

    [Theory]
    [InlineData("report.html", "<!DOCTYPE html><html><body>mine</body></html>", "is no page that this program wrote")]
    [InlineData("report.json", "{\"my\":1}", "is no report (JSON)")]
    public void Evaluate_SomebodysFile_IsNotOverwritten(string name, string content, string words)
    {
        string file = _folder.Write(name, content);

        Refused(["evaluate", "--model", shapes.Model, "--data", shapes.Images, "--output", _folder.Path], words);

        Assert.Equal(content, File.ReadAllText(file));
    }

    [Theory]
    [InlineData("--html", "own.html", "<!DOCTYPE html><p>mine", "is no page that this program wrote")]
    [InlineData("--markdown", "notes.md", "# Notes of my team\n", "is no report (Markdown)")]
    public void Report_SomebodysFile_IsNotOverwritten(string option, string name, string content, string words)
    {
        string file = _folder.Write(name, content),
            again = _folder.File("again" + Path.GetExtension(name));

        Refused(["report", shapes.Model, option, file], words);
        Tool.Run("report", shapes.Model, option, again).Done();
        Tool.Run("report", shapes.Model, option, again).Done();

        Assert.Equal(content, File.ReadAllText(file));
    }

    [Fact]
    public void Export_SomebodysFileBesideTheNetwork_IsNotOverwritten()
    {
        string network = _folder.File("v.onnx");
        _folder.Write("v.onnx.json", "{\"my\":\"json\"}");

        Refused(["export", "--model", shapes.Model, "--output", network], "is no description of a network");
        Assert.False(File.Exists(network));
    }

    [Fact]
    public void Evaluate_CacheAfterALookAhead_CountsEachImageOnce()
    {
        string cache = _folder.File("c.db");
        string[] call =
        [
            "evaluate",
            "--model",
            shapes.Model,
            "--data",
            shapes.Images,
            "--out-of-domain",
            shapes.Lines,
            "--cache",
            cache,
        ];

        Tool.Run(call).Done();
        int images =
            Directory.GetFiles(shapes.Images, "*.png", SearchOption.AllDirectories).Length
            + Directory.GetFiles(shapes.Lines, "*.png").Length;

        Assert.Contains(
            $"{images} of {images} embeddings came from the cache",
            Tool.Run(call).Done().Error,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("evaluate", "--negatives")]
    [InlineData("train", "--negatives")]
    [InlineData("train", "--validation-out-of-domain")]
    public void FurtherSet_GivenTwice_IsRefused(string verb, string option) =>
        Refused(
            [
                verb,
                "--data",
                shapes.Images,
                "--model",
                verb == "train" ? New() : shapes.Model,
                option,
                shapes.Lines,
                option,
                Path.Combine(shapes.Lines, "."),
            ],
            $"{option} names these images more than once"
        );

    [Theory]
    [InlineData("predict")]
    [InlineData("monitor")]
    public void NamedImages_OneMistyped_IsToldBeforeTheOthersAreLookedAt(string verb)
    {
        string[] named = [shapes.Images, shapes.Images + "s"];

        Refused(
            [
                verb,
                "--model",
                shapes.Model,
                .. verb == "predict" ? named : named.SelectMany(x => new[] { "--images", x }),
            ],
            "there is no such file or folder. Did you mean"
        );
    }

    [Theory]
    [InlineData("evaluate", "--out-of-domain")]
    [InlineData("evaluate", "--negatives")]
    [InlineData("train", "--validation-out-of-domain")]
    [InlineData("train", "--negatives")]
    public void FurtherSet_NoImageOfItCanBeRead_IsToldBeforeTheDataAreEmbedded(string verb, string option)
    {
        byte[] whole = File.ReadAllBytes(Directory.EnumerateFiles(shapes.Lines).First());
        string torn = _folder.File("torn");
        Directory.CreateDirectory(torn);
        foreach (string name in new[] { "a.png", "b.png" })
            File.WriteAllBytes(Path.Combine(torn, name), whole[..(whole.Length / 2)]);

        Refused(
            [
                verb,
                "--model",
                verb == "train" ? _folder.File("m.mlabels") : shapes.Model,
                "--data",
                shapes.Images,
                option,
                torn,
                "--no-cache",
            ],
            "none of its 2 images can be read, such as"
        );
    }

    [Theory]
    [InlineData("train", "--data", "IMAGES", "--model", "PLACE.mlabels/")]
    [InlineData("suggest", "--pool", "IMAGES", "--output", "PLACE.csv/")]
    [InlineData("suggest", "--pool", "IMAGES", "--html", "PLACE.html/")]
    [InlineData("monitor", "--model", "MODEL", "--images", "IMAGES", "--html", "PLACE.html/")]
    [InlineData("data", "import", "IMAGES", "--output", "PLACE.csv/")]
    [InlineData("label", "--data", "IMAGES", "--no-browser", "--output", "PLACE.csv/")]
    public void Output_FileNamedAsAFolder_IsToldBeforeTheWork(params string[] arguments)
    {
        string place = _folder.File("place");

        var result = Tool.Run([
            .. arguments.Select(x =>
                x.Replace("IMAGES", shapes.Images, StringComparison.Ordinal)
                    .Replace("MODEL", shapes.Model, StringComparison.Ordinal)
                    .Replace("PLACE", place, StringComparison.Ordinal)
            ),
        ]);

        result.Refused(5, "/: this is a folder; name a file.");
        Assert.DoesNotContain("Embedding", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Embeddings_RowsInAnotherOrder_AreRefused()
    {
        string npy = _folder.File("rows.npy"),
            other = Path.Combine(Directory.CreateDirectory(_folder.File("other")).FullName, "list.csv");
        Tool.Run("embed", "--images", shapes.Images, "--output", npy).Done();
        string[] lines = File.ReadAllLines(_folder.File("rows.csv"));
        string[] turned = [lines[0], .. lines.Skip(1).Reverse()];
        string[] train = ["train", "--embeddings", npy, "--model", _folder.File("t.mlabels"), "--l2", "1", "--labels"];

        foreach (string list in new[] { _folder.File("turned.csv"), other })
        {
            File.WriteAllLines(list, turned);
            Refused([.. train, list], "put the rows in the order of that list");
            Refused(
                ["ood", "--embeddings", npy, "--train", npy, "--train-labels", list],
                "put the rows in the order of that list"
            );
            File.WriteAllLines(list, lines);
            Assert.DoesNotContain("was not checked", Tool.Run([.. train, list]).Done().Error, StringComparison.Ordinal);
        }
        File.WriteAllLines(other, lines.Select((line, i) => i == 0 ? line : $"id{i},{line.Split(',')[1]}"));
        Assert.Contains(
            "so that their order was not checked",
            Tool.Run([.. train, other]).Done().Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Suggest_PoolIsTheData_IsToldBeforeItIsEmbedded() =>
        Refused(
            ["suggest", "--pool", shapes.Images, "--data", shapes.Images, "--no-cache"],
            "images have a label already"
        );

    [Fact]
    public void Evaluate_ReportAmongTheImages_IsRefused()
    {
        foreach (string folder in new[] { shapes.Images, Path.Combine(shapes.Images, "circle") })
            Refused(
                ["evaluate", "--model", shapes.Model, "--data", shapes.Images, "--output", folder],
                "lie in it, and what is written there would be read as a part of them"
            );
    }

    [Fact]
    public void Evaluate_EmbeddingsOfAnotherVersionOfTheBackbone_NamesBoth()
    {
        string npy = _folder.File("rows.npy"),
            about = _folder.File("rows.json");
        Tool.Run("embed", "--images", shapes.Images, "--output", npy).Done();
        string hash = System
            .Text.Json.JsonDocument.Parse(File.ReadAllText(about))
            .RootElement.GetProperty("sha256")
            .GetString()!;
        string other = new('0', hash.Length);
        File.WriteAllText(about, File.ReadAllText(about).Replace(hash, other, StringComparison.Ordinal));

        Refused(
            ["evaluate", "--model", shapes.Model, "--embeddings", npy],
            $"(SHA-256 {other[..12]}...), but 'mobilenet-v3-small' ({hash[..12]}...) is due here"
        );
    }

    [Theory]
    [InlineData(
        "--ignore-columns",
        "file",
        "the column 'file', which names the images, is left out by --ignore-columns"
    )]
    [InlineData("--ignore-columns", "a,b", "All others are left out by --ignore-columns: a, b")]
    public void Describe_ColumnsLeftOut_AreNotDenied(string option, string columns, string words) =>
        Refused(["data", "describe", _folder.Write("list.csv", "file,a,b\nx.png,1,0\n"), option, columns], words);

    [Fact]
    public void Describe_LabelTakenAndLeftOut_IsRefused() =>
        Refused(
            [
                "data",
                "describe",
                _folder.Write("list.csv", "file,a,b\nx.png,1,0\n"),
                "--classes",
                "a",
                "--ignore-columns",
                "a",
            ],
            "'a' is taken by --classes and left out by --ignore-columns"
        );

    [Fact]
    public void Train_StrangersAsNegatives_IsRefused() =>
        Refused(
            ["train", "--data", shapes.Images, "--model", New(), .. Both("--negatives", "--validation-out-of-domain")],
            "--negatives and --validation-out-of-domain both name these images"
        );

    [Theory]
    [InlineData("nolabel.csv", "name,foo\nx,1\n", "there is no column 'file'")]
    [InlineData("cut.npy", "\u0093NUM", "this is not a NumPy .npy file")]
    [InlineData("other.json", "{}", "which is no dataset known here")]
    [InlineData("other.mlabels", "PK", "this is a trained model, not images")]
    public void Strangers_OfAFileThatHoldsNone_AreRefused(string name, string content, string words)
    {
        string file = _folder.Write(name, content);

        Refused(["evaluate", "--model", shapes.Model, "--data", shapes.Images, "--out-of-domain", file], words);
        Refused(["train", "--data", shapes.Images, "--model", New(), "--negatives", file], words);
    }

    [Theory]
    [InlineData("--predictions-output", "labels.csv", "file,label\na.png,cat\n", "is no list of predictions")]
    [InlineData(
        "--output",
        "suspects.csv",
        "file,given,correct\na.png,cat,dog\n",
        "with answers in its column 'correct'"
    )]
    public void Evaluate_WhatAPersonWrote_IsNotOverwritten(string option, string name, string content, string words)
    {
        string file = _folder.Write(name, content);

        Refused(["evaluate", "--model", shapes.Model, "--data", shapes.Images, option, _folder.Path], words);

        Assert.Equal(content, File.ReadAllText(file));
    }

    [Fact]
    public void Ood_ListOfAnotherKind_IsNotOverwritten()
    {
        string npy = Embeddings.Write(_folder, "rows"),
            list = _folder.File("rows.csv");

        Refused(["ood", "--embeddings", npy, "--train", npy, "--output", list], "is no list of scores");
    }

    [Theory]
    [InlineData("evaluate")]
    [InlineData("train")]
    [InlineData("backbones compare")]
    public void CopiesOfTheDataAsStrangers_AreRefused(string verb)
    {
        foreach (string kind in new[] { "circle", "square" })
        foreach (var (i, file) in Directory.GetFiles(Path.Combine(shapes.Images, kind)).Index())
            File.Copy(file, _folder.File("copies", $"{kind}-{i}.png"));
        string copies = _folder.File("copies");

        Refused(
            [
                .. verb.Split(' '),
                "--data",
                shapes.Images,
                .. verb == "train" ? ["--validation-out-of-domain", copies, "--model", New()]
                : verb == "evaluate" ? ["--out-of-domain", copies, "--model", shapes.Model]
                : new[] { "--out-of-domain", $"far:{copies}" },
            ],
            "of the data, too, byte for byte, and so not of another kind"
        );
    }

    [Fact]
    public void Train_OneClassOfFolders_IsRefused() =>
        Refused(["train", "--data", shapes.Images, "--one-class", "--model", New()], "leave out --one-class");

    [Fact]
    public void Train_PicturesThatAreNotThere_IsRefused()
    {
        string npy = Embeddings.Write(_folder, "rows", "label", (c, _) => Embeddings.Classes[c]);

        Refused(
            ["train", "--embeddings", npy, "--keep-pictures", "--model", New()],
            "no picture can be kept. --images names the folder that holds them"
        );
    }

    [Fact]
    public void Retrain_GatesOnStrangersThatAreNotGiven_IsRefused()
    {
        Run("init", "--data", shapes.Images).Done();

        foreach (string[] more in new string[][] { [], ["--dry-run"] })
        {
            var result = Run(["retrain", "--gates", """{"minOutOfDomainAuroc": 0.9}""", .. more]);

            result.Refused(3, "the gate minOutOfDomainAuroc cannot be judged: no images of another kind are given");
            Assert.DoesNotContain("Embedding", result.Error, StringComparison.Ordinal);
        }
        Assert.False(Directory.Exists(_folder.File("runs")));
    }

    [Theory]
    [InlineData("--validation-out-of-domain", "validationOutOfDomain and outOfDomain")]
    [InlineData("--negatives", "negatives and outOfDomain")]
    public void Retrain_OneSetOfTwoUses_IsRefused(string option, string words)
    {
        Run("init", "--data", shapes.Images).Done();

        Run("retrain", "--dry-run", option, shapes.Lines, "--out-of-domain", $"far:{shapes.Lines}").Refused(3, words);
    }

    [Fact]
    public void Retrain_MarginOfAnotherRule_IsRefused()
    {
        Run("init", "--data", shapes.Images).Done();

        Run("retrain", "--dry-run", "--margin", "0.01").Refused(2, "--margin is of --promotion not-worse");
        Run("retrain", "--dry-run", "--margin", "0.01", "--promotion", "not-worse").Done();
    }

    [Theory]
    [InlineData("--test-share", "0.9", "--test-share is 0.9; give a share above 0 and at most 0.5.")]
    [InlineData("--reject-rate", "7", "--reject-rate is 7; give a share between 0 and 1")]
    [InlineData("--reject-rate", "x", "--reject-rate is 'x'; give a share, such as 0.05 or 5%.")]
    [InlineData("--unsure-rate", "1", "--unsure-rate is 1; give a share between 0 and 1, or 0 for none.")]
    [InlineData("--miss-rate", "0", "--miss-rate is 0; give a share between 0 and 1")]
    [InlineData("--threshold", "foo", "--threshold 'foo' is no threshold rule")]
    [InlineData("--domain-score", "mahalanobi", "--domain-score is 'mahalanobi'; give ")]
    public void Retrain_OptionOutOfRange_BlamesTheOption(string option, string value, string words)
    {
        Run("init", "--data", shapes.Images).Done();

        var result = Run("retrain", "--dry-run", option, value);

        result.Refused(2, words);
        Assert.DoesNotContain("mlnetlabels.json", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_NegativesWithATag_AreRefusedBeforeAnyWork()
    {
        var result = Run(
            "train",
            "--data",
            shapes.Images,
            "--negatives",
            $"near:{shapes.Lines}",
            "--model",
            "m.mlabels"
        );

        result.Refused(3, "known negatives have no such tag");
        Assert.DoesNotContain("Embedding", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Retrain_DryRun_SaysWhatWouldBeOff()
    {
        Run("init", "--data", shapes.Images).Done();

        var result = Run("retrain", "--dry-run", "--reject-rate", "1%").Done();

        Assert.Contains("The domain check is OFF", result.Out + result.Error, StringComparison.Ordinal);
        Assert.Contains("Nothing was written", result.Out, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("runs")));
    }

    [Fact]
    public void Init_PlaceThatCannotBeWritten_IsRefusedBeforeAnImageIsLookedAt()
    {
        var result = Run("init", "--data", "nowhere", "--output", _folder.Write("file", "x"));

        result.Refused(5, "is a file, and no folder");
    }

    [Fact]
    public void Metrics_ThresholdsOfClasses_AreRefused() =>
        Run(
                "metrics",
                "--predictions",
                _folder.Write("p.csv", "label,p:a,p:b\na,0.9,0.1\nb,0.2,0.8\n"),
                "--thresholds",
                "0.4"
            )
            .Refused(2, "--thresholds are of labels");

    [Fact]
    public void Label_SuspectsOfOtherImages_IsRefused() =>
        Run(
                "label",
                "--data",
                shapes.Images,
                "--output",
                "answers.csv",
                "--suspects",
                _folder.Write("suspects.csv", "file,given,suggested,probability,correct\nelse.jpg,a,b,0.9,\n")
            )
            .Refused(3, "suspects.csv", "none of its 1 suspect is of an image of");

    // Images of both classes that the model was trained on: every one is, since images are held out in turn.
    private string Half()
    {
        var trained = MlNetLabels.Models.Model.Load(shapes.Model);
        foreach (string kind in new[] { "circle", "square" })
        {
            var seen = Directory
                .GetFiles(Path.Combine(shapes.Images, kind))
                .Where(file => trained.FindUse(Hash(file)) is not null)
                .Take(4);
            foreach (var (i, file) in seen.Index())
                File.Copy(file, _folder.File("seen", kind, $"{i}.png"));
        }
        return _folder.Path;
    }

    private static string Hash(string file) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)));

    private string[] Both(string one, string other) => [one, shapes.Lines, other, shapes.Lines];

    private string New() => _folder.File("new.mlabels");

    private ToolResult Run(params string[] arguments) =>
        Tool.RunIn(_folder.Path, new Dictionary<string, string>(), arguments);

    private static void Refused(string[] arguments, string words)
    {
        var result = Tool.Run(arguments);

        result.Refused(3, words);
        Assert.DoesNotContain("Embedding", result.Error, StringComparison.Ordinal);
    }
}
