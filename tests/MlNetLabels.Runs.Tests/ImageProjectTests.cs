using System.Text.Json;
using System.Text.Json.Nodes;
using MlNetLabels.Models;
using MlNetLabels.Testing;

namespace MlNetLabels.Runs.Tests;

/// <summary>A project from its first run on: which images test, which model is champion, and what stops a run.</summary>
public sealed class ImageProjectTests : IDisposable
{
    private const int PerClass = 24;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Retrain_First_IsChampionAndAFolderOfEverything()
    {
        var project = Create();

        var run = Retrain(project).Run!;

        Assert.True(run.Promoted, run.Reason);
        Assert.Equal("0001", project.Champion);
        Assert.Equal(2 * PerClass, run.Images);
        Assert.Equal(["circle", "square"], run.Names);
        Assert.Equal("accuracy", run.MainFigure);
        Assert.InRange(run.MainValue!.Value, 0, 1);
        // A fifth of each class of 24.
        Assert.Equal(10, run.TestImages);
        Assert.Equal(
            [
                "data.csv",
                "log.txt",
                "mlnetlabels.json",
                "mlnetlabels.schema.json",
                "model.mlabels",
                "report.html",
                "report.json",
                "report.md",
                "run.json",
                "suspects.csv",
            ],
            Directory.GetFiles(run.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        Assert.Contains(
            "\"champion\": \"runs/0001\"",
            File.ReadAllText(_folder.File("registry.json")),
            StringComparison.Ordinal
        );
        Assert.Empty(project.Verify());
    }

    [Fact]
    public void Retrain_NothingChanged_IsChallengerOnTheSameTestImages()
    {
        var project = Create();
        Retrain(project);

        var second = Retrain(project).Run!;

        Assert.False(second.Promoted);
        Assert.Contains("no figure is better", second.Reason, StringComparison.Ordinal);
        Assert.Equal("0001", second.Champion);
        Assert.Contains(second.Figures, x => x is { Head: "softmax", Metric: "accuracy", A: not null, B: not null });
        Assert.Contains(second.Figures, x => x.Head == "domain");
        Assert.Equal(new DataChanges(0, 0, 0), second.Changes);
        Assert.Equal("0001", project.Champion);
        Assert.Equal(second.Number, project.Run("challenger").Number);
        Assert.Equal(TestImages("0001"), TestImages("0002"));
        Assert.Equal(["challenger"], project.AliasesOf("0002"));
        string page = File.ReadAllText(Path.Combine(second.Folder, "changes.html")),
            text = File.ReadAllText(Path.Combine(second.Folder, "changes.md"));
        Assert.All(
            [page, text],
            x =>
            {
                Assert.Contains("Not promoted: no figure is better", x, StringComparison.Ordinal);
                Assert.Contains("0 of 10 test images are answered otherwise", x, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public void Retrain_DomainCheckOffNow_SaysSoBesideWhatItAccepts()
    {
        var project = Create();
        Retrain(project);

        var second = Retrain(
            project,
            new() { Overrides = new Dictionary<string, JsonNode?> { ["rejectRate"] = 0.001 } }
        ).Run!;

        Assert.All(second.Figures.Where(x => x.Head == "domain"), x => Assert.Equal("OFF in the new run", x.Note));
        Assert.All(second.Figures.Where(x => x.Head != "domain"), x => Assert.Null(x.Note));
        Assert.Contains(
            "accepted test images, domain check (OFF in the new run)",
            File.ReadAllText(Path.Combine(second.Folder, "changes.md")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Retrain_OtherSettings_AreNamedAndWhatChangedIsShown()
    {
        var project = Create();
        Retrain(project);
        foreach (string file in Directory.GetFiles(_folder.File("images", "circle")).Order().Skip(4))
            File.Move(file, _folder.File("images", "square", "was-" + Path.GetFileName(file)));

        var second = Retrain(
            project,
            new()
            {
                Overrides = new Dictionary<string, JsonNode?> { ["l2"] = 10, ["balanced"] = true },
            }
        ).Run!;

        string page = File.ReadAllText(Path.Combine(second.Folder, "changes.html")),
            text = File.ReadAllText(Path.Combine(second.Folder, "changes.md"));
        Assert.Contains("- l2: `not given` became `10`", text, StringComparison.Ordinal);
        Assert.Contains("- balanced: `false` became `true`", text, StringComparison.Ordinal);
        Assert.Contains("20 with other labels", text, StringComparison.Ordinal);
        // Circles that were moved among the squares are answered otherwise by a model that learnt so.
        Assert.Contains("<img src=\"data:image/", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Retrain_ImagesMovedRenamedStoredAnewAndAdded_TestImagesStay()
    {
        var project = Create();
        Retrain(project);
        var before = TestImages("0001").ToArray();
        string[] files = Directory.GetFiles(_folder.File("images", "circle"));
        foreach (string file in files)
        {
            File.Move(file, Path.Combine(Path.GetDirectoryName(file)!, "new-" + Path.GetFileName(file)));
        }
        foreach (string file in Directory.GetFiles(_folder.File("images", "square")))
            File.WriteAllBytes(file, StoredAnew(File.ReadAllBytes(file)));
        Drawn.Write(_folder, PerClass + 10, from: PerClass);

        var second = Retrain(project).Run!;

        Assert.Equal(new DataChanges(20, 0, 0), second.Changes);
        var after = TestImages("0002").ToHashSet();
        Assert.Superset(before.ToHashSet(), after);
        Assert.Equal((68, 14), (second.Images, second.TestImages));
    }

    [Fact]
    public void Retrain_OneLabelChangedAndOneImageGone_AreCounted()
    {
        var project = Create();
        Retrain(project);
        string moved = Directory.GetFiles(_folder.File("images", "circle")).Order().First();
        File.Move(moved, _folder.File("images", "square", "moved.png"));
        File.Delete(Directory.GetFiles(_folder.File("images", "square")).Order().First());

        Assert.Equal(new DataChanges(0, 1, 1), Retrain(project).Run!.Changes);
    }

    [Fact]
    public void Retrain_HalfTheImagesOrAClassGone_StopsAndWritesNothing()
    {
        var project = Create();
        Retrain(project);
        foreach (string file in Directory.GetFiles(_folder.File("images", "circle")).Order().Skip(8))
            File.Delete(file);
        foreach (string file in Directory.GetFiles(_folder.File("images", "square")).Order().Skip(8))
            File.Delete(file);

        var error = Assert.Throws<InvalidInputException>(() => Retrain(project));

        Assert.Contains("16 images", error.Message, StringComparison.Ordinal);
        Assert.Contains("--accept-loss", error.Message, StringComparison.Ordinal);
        Assert.Equal(["0001"], project.Runs().Select(x => x.Number));
        Assert.NotNull(Retrain(project, new() { AcceptLoss = true }).Run);
    }

    [Fact]
    public void Retrain_DryRun_WritesNothing()
    {
        var project = Create();

        var result = Retrain(project, new() { DryRun = true });

        Assert.Contains("train on 38 images and test on 10", result.DryRun, StringComparison.Ordinal);
        Assert.Empty(project.Runs());
        Assert.False(Directory.Exists(_folder.File("runs")));
    }

    [Fact]
    public void Retrain_GateFailed_IsNotChampion()
    {
        var project = Create(new() { Data = "images", Gates = Gates("""{"minAccuracy": 0.9}""") });
        // Labels by chance.
        foreach (int i in Enumerable.Range(0, PerClass / 2).Select(i => 2 * i))
        {
            string circle = _folder.File("images", "circle", $"{i}.png"),
                square = _folder.File("images", "square", $"{i}.png");
            File.Move(circle, circle + ".moved");
            File.Move(square, circle);
            File.Move(circle + ".moved", square);
        }

        var run = Retrain(project).Run!;

        Assert.False(run.Promoted);
        Assert.Contains("minAccuracy", run.Reason, StringComparison.Ordinal);
        Assert.Null(project.Champion);
    }

    [Fact]
    public void Promote_RollbackAndPrune_MoveTheAliasesAndSayWhy()
    {
        var project = Create();
        for (int i = 0; i < 3; i++)
            Retrain(project);

        project.Promote("0003", "it is mine");
        Assert.Equal("0003", project.Champion);
        Assert.Equal("0001", project.Run("previous").Number);
        Assert.Equal("0001", project.Rollback("it was worse").Number);
        Assert.Equal(["0002"], project.Prune(keep: 0));
        Assert.Equal(["0001", "0003"], project.Runs().Select(x => x.Number));
        Assert.Equal(
            [("champion", "0003", "it is mine"), ("champion", "0001", "it was worse")],
            project.History.Where(x => x.Alias == "champion").Skip(1).Select(x => (x.Alias, x.Run!, x.Reason))
        );
        Assert.Contains(
            "'9999'",
            Assert.Throws<InvalidInputException>(() => project.Promote("9999", "x")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Prune_TheLatest_ItsNumberIsNotGivenAgain()
    {
        var project = Create();
        for (int i = 0; i < 3; i++)
            Retrain(project);
        foreach (string number in new[] { "0003", "0001", "0002" })
            project.Promote(number, "so that no alias names the third");

        Assert.Equal(["0003"], project.Prune(keep: 0));
        Assert.Equal("0004", Retrain(project).Run!.Number);
    }

    [Fact]
    public async Task Retrain_TwoAtOnce_GetTwoNumbersAndOneIsChampion()
    {
        var project = Create();

        var runs = await Task.WhenAll(Task.Run(() => Retrain(project).Run!), Task.Run(() => Retrain(project).Run!));

        Assert.Equal(["0001", "0002"], runs.Select(x => x.Number).Order(StringComparer.Ordinal));
        Assert.Single(runs, x => x.Promoted);
        // On a busy machine one may be over before the other looks for a champion.
        string reason = runs.Single(x => !x.Promoted).Reason;
        Assert.True(
            reason.Contains("meanwhile", StringComparison.Ordinal)
                || reason.Contains("no figure is better", StringComparison.Ordinal),
            reason
        );
        Assert.Empty(project.Verify());
    }

    [Fact]
    public void Verify_BundleChangedAndHalfARun_AreNamed()
    {
        var project = Create();
        var run = Retrain(project).Run!;
        File.AppendAllText(run.ModelFile, "x");
        Directory.CreateDirectory(_folder.File("runs", "0002"));

        Assert.Collection(
            project.Verify(),
            first => Assert.Contains("not the bundle", first, StringComparison.Ordinal),
            second => Assert.Contains("half a run", second, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Retrain_RatesOfTheFile_AreTheModels()
    {
        var project = Create(
            new()
            {
                Data = "images",
                RejectRate = 0.2,
                UnsureRate = 0,
                MissRate = 0.3,
            }
        );

        var model = Model.Load(Retrain(project).Run!.ModelFile).Description;

        Assert.Equal((0.2, 0.3), (model.Domain.RejectRate, model.Softmax!.MissRate));
        Assert.Null(model.Domain.NewClass);
    }

    [Fact]
    public void Settings_MembersLeftOut_KeepTheirDefaults()
    {
        _folder.Write(ImageProject.FileName, """{"data": "images"}""");
        var project = ImageProject.Open(_folder.Path);

        var settings = project.Settings();

        Assert.Equal((1, 0.2, 1), (settings.Version, settings.TestShare, settings.Seed));
        Assert.Equal(("mobilenet-v3-small", "expected-f1"), (settings.Backbone, settings.Threshold));
        Assert.Equal((0.05, PromotionRule.Better, 0.02), (settings.RejectRate, settings.Promotion, settings.Margin));
        Assert.Empty(settings.LabelColumns);
        Assert.Empty(settings.IgnoreColumns);
        Assert.Empty(settings.Classes);
        Assert.Empty(settings.Negatives);
        Assert.Empty(settings.OutOfDomain);
        Assert.Empty(settings.ValidationOutOfDomain);
        Assert.Empty(settings.Gates);
        Assert.Equal(["data"], project.Members().Select(x => x.Key));
    }

    [Fact]
    public void Create_UnknownBackbone_LeavesNoProject()
    {
        string folder = Path.Combine(_folder.Path, "new");

        Assert.Throws<InvalidInputException>(() =>
            ImageProject.Create(folder, new() { Data = "images", Backbone = "nowhere" })
        );

        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void Notes_MarginWithoutItsPromotion_SaySo()
    {
        _folder.Write(ImageProject.FileName, """{"data": "images", "margin": 0.01}""");
        Assert.Contains("not-worse", Assert.Single(ImageProject.Open(_folder.Path).Notes), StringComparison.Ordinal);

        _folder.Write(ImageProject.FileName, """{"data": "images", "margin": 0.01, "promotion": "not-worse"}""");
        Assert.Empty(ImageProject.Open(_folder.Path).Notes);
    }

    [Fact]
    public void Open_NoFile_SaysWhatWritesOne() =>
        Assert.Contains(
            "'init'",
            Assert.Throws<InvalidInputException>(() => ImageProject.Open(_folder.Path)).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("""{"data": "images", "lamda": 1}""", "'lamda' is no setting")]
    [InlineData("""{"data": "images", "data": "photos"}""", "'data' is given twice")]
    [InlineData("""{"data": "images", "testshare": 0.2}""", "Did you mean testShare?")]
    [InlineData("""{"data": "images", "version": 2}""", "version 1", "newer")]
    [InlineData("""{"data": "images", "testShare": 0.9}""", "testShare is 0.9")]
    [InlineData("""{"data": "images", "outOfDomain": ["far:"]}""", "outOfDomain holds 'far:', which names no images")]
    [InlineData("""{"data": "images", "outOfDomain": [null]}""", "outOfDomain holds null; give a list of texts")]
    [InlineData("""{"data": "images", "classes": ["a", 1]}""", "classes holds 1; give a list of texts")]
    [InlineData("""{"data": "images", "promotion": "best"}""", "promotion")]
    [InlineData("""{"data": "images", "promotion": "bettr"}""", "Did you mean better?")]
    [InlineData("""{"data": "images", "threshold": "some"}""", "threshold", "some")]
    [InlineData("""{"data": "images", "gates": "g.json"}""", "gates is 'g.json'; give an object of bounds")]
    [InlineData("""{"data": "images", "gates": {"minAcuracy": 1}}""", "Did you mean minAccuracy?")]
    [InlineData("""{"data": "images", "data": "others"}""", "data")]
    [InlineData("""{"seed": 1}""", "data")]
    [InlineData("""{"data": "images", "testShare": null}""", "testShare")]
    [InlineData("[1]", "object")]
    [InlineData("{", "is no JSON")]
    public void Open_WrongSettings_SaysWhichAndWhatToDo(string json, params string[] words)
    {
        _folder.Write(ImageProject.FileName, json);

        var error = Assert.Throws<InvalidInputException>(() => ImageProject.Open(_folder.Path));

        Assert.All(
            words.Prepend(ImageProject.FileName),
            word => Assert.Contains(word, error.Message, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("""{"version": 9}""", "version 9")]
    [InlineData("""{"aliases": {"champion": "../elsewhere"}}""", "runs/0007")]
    [InlineData("""{"aliases": {"champion": "runs/0042"}}""", "not there")]
    [InlineData("""{"aliases": 1}""", "damaged")]
    [InlineData("", "empty")]
    public void Champion_OfARegistryEditedByHand_SaysWhatIsWrong(string json, string words)
    {
        var project = Create();
        _folder.Write("registry.json", json);

        var error = Assert.Throws<InvalidInputException>(() => project.Champion);

        Assert.Contains("registry.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Retrain_ChampionsBundleGone_SaysSoAndTouchesNothing()
    {
        var project = Create();
        File.Delete(Retrain(project).Run!.ModelFile);

        var error = Assert.Throws<InvalidInputException>(() => Retrain(project));

        Assert.Contains("runs/0001", error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("runs", "0001", "run.json")));
    }

    [Fact]
    public void JsonSchema_NamesEveryMemberOfAWrittenFile()
    {
        Create();
        var schema = JsonNode.Parse(ImageProject.JsonSchema())!;
        var written = JsonNode.Parse(File.ReadAllText(_folder.File(ImageProject.FileName)))!.AsObject();

        Assert.All(written, member => Assert.NotNull(schema["properties"]![member.Key]));
        Assert.Equal(["data"], schema["required"]!.AsArray().Select(x => (string?)x));
        Assert.False((bool)schema["additionalProperties"]!);
        Assert.Equal(ImageProject.JsonSchema(), File.ReadAllText(_folder.File("mlnetlabels.schema.json")));
    }

    private ImageProject Create(ProjectSettings? settings = null)
    {
        Drawn.Write(_folder, PerClass);
        return ImageProject.Create(_folder.Path, settings ?? new() { Data = "images" });
    }

    private RetrainResult Retrain(ImageProject project, RetrainOptions? options = null) =>
        project.Retrain((options ?? new()) with { Embedding = new() { CacheFile = _folder.File("cache.db") } });

    private IEnumerable<string> TestImages(string run) =>
        File.ReadLines(_folder.File("runs", run, "data.csv"))
            .Select(line => line.Split(','))
            .Where(cells => cells[3] == "test")
            .Select(cells => cells[2])
            .Order(StringComparer.Ordinal);

    private static Dictionary<string, JsonElement> Gates(string json) =>
        JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!;

    // The same pixels in other bytes.
    private static byte[] StoredAnew(byte[] png) =>
        [.. png[..^12], .. Chunk("tEXt", "Comment\0stored anew"u8), .. png[^12..]];

    private static byte[] Chunk(string type, ReadOnlySpan<byte> data)
    {
        byte[] body = [.. System.Text.Encoding.ASCII.GetBytes(type), .. data];
        var chunk = new byte[body.Length + 8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        body.CopyTo(chunk, 4);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(body.Length + 4), Crc(body));
        return chunk;
    }

    // The checksum of PNG's chunks (ISO 3309).
    private static uint Crc(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int i = 0; i < 8; i++)
                crc = crc >> 1 ^ ((crc & 1) == 0 ? 0 : 0xEDB88320);
        }
        return ~crc;
    }
}
