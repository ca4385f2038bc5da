using System.Globalization;
using MlNetLabels.Cli.Shards;
using MlNetLabels.Runs;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>Many tasks come to what one process comes to, and whatever does not fit together is refused.</summary>
public sealed class ShardRunTests(Shapes shapes) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Merge_Folder_IsByteForByteWhatOneProcessEmbeds()
    {
        string one = _folder.File("one.npy"),
            merged = _folder.File("merged.npy");
        Tool.Run("embed", "--images", shapes.Images, "--output", one, "--no-cache").Done();
        using var run = new ShardFolderRun(_folder.File("parts"), shapes.Images, 3).All();

        Tool.Run("shards", "merge", run.Folder.Path, "--output", merged).Done();

        foreach (string extension in new[] { ".npy", ".csv", ".json" })
            Assert.Equal(
                File.ReadAllBytes(Path.ChangeExtension(one, extension)),
                File.ReadAllBytes(Path.ChangeExtension(merged, extension))
            );
    }

    [Fact]
    public void Merge_ListWithUnreadableFiles_IsWhatOneProcessEmbeds()
    {
        string list = WriteList();
        string one = _folder.File("one.npy"),
            merged = _folder.File("merged.npy");
        Tool.Run("embed", "--images", list, "--output", one, "--no-cache").Done();
        foreach (int shard in new[] { 1, 0 })
            Tool.Run(
                    "embed",
                    "--images",
                    list,
                    "--output",
                    _folder.File("parts"),
                    "--shard",
                    $"{shard}/2",
                    "--group-rows",
                    "2"
                )
                .Done();

        var json = Tool.Run("shards", "merge", _folder.File("parts"), "--output", merged, "--json").Json();

        Assert.Equal(3, json.GetProperty("rows").GetInt64());
        foreach (string extension in new[] { ".npy", ".csv", ".json" })
            Assert.Equal(
                File.ReadAllBytes(Path.ChangeExtension(one, extension)),
                File.ReadAllBytes(Path.ChangeExtension(merged, extension))
            );
        var check = Tool.Run("shards", "check", _folder.File("parts"), "--json").Json();
        Assert.True(check.GetProperty("isComplete").GetBoolean());
        var failed = check.GetProperty("failed").EnumerateObject().ToList();
        Assert.Equal(2, failed.Count);
        Assert.All(failed, x => Assert.Equal(1, x.Value.GetInt64()));
    }

    [Fact]
    public void Merge_Parquet_HoldsAllRowsInTheListsOrder()
    {
        using var run = new ShardFolderRun(_folder.File("parts"), WriteList(), 2) { GroupRows = 2 }.All();
        string merged = _folder.File("all.parquet");

        Tool.Run("shards", "merge", run.Folder.Path, "--output", merged).Done();

        using var reader = new PartReader(merged, PartColumns.OfRun(run.Folder.Run()), 576);
        var groups = Enumerable.Range(0, reader.Groups).Select(reader.Read).ToList();
        Assert.Equal([0, 2, 4], groups.Select(x => x.First));
        Assert.Equal(
            new[] { true, false, true, false, true },
            groups.SelectMany(x => x.Sha256).Select(hash => hash is not null)
        );
        Assert.All(
            groups.SelectMany(x => x.Sha256.Zip(x.Reasons)),
            x => Assert.True(x.First is null != x.Second is null)
        );
    }

    [Fact]
    public void Predict_Shards_AnswerAsPredictDoes()
    {
        string csv = _folder.File("one.csv");
        Tool.Run("predict", "--model", shapes.Model, shapes.Images, "--output", csv).Done();
        for (int shard = 0; shard < 2; shard++)
            Tool.Run(
                    "predict",
                    "--model",
                    shapes.Model,
                    shapes.Images,
                    "--output",
                    _folder.File("parts"),
                    "--shard",
                    $"{shard}/2"
                )
                .Done();

        var run = new ShardFolder(_folder.File("parts")).Run();
        var columns = PartColumns.OfRun(run);
        var table = ShardListReader.Open(csv);
        Assert.Equal(
            table.Columns.Order(StringComparer.Ordinal),
            new[] { "file", "reason" }
                .Concat(columns.Texts.Skip(columns.Carried))
                .Concat(columns.Numbers)
                .Order(StringComparer.Ordinal)
        );
        var expected = table
            .Rows.Select(cells => table.Columns.Zip(cells).ToDictionary(x => x.First, x => x.Second))
            .ToList();
        int at = 0;
        for (int shard = 0; shard < 2; shard++)
        {
            using var part = new PartReader(new ShardFolder(_folder.File("parts")).Part(new(shard, 2)), columns, 576);
            var rows = part.Read(0);
            for (int i = 0; i < rows.Count; i++, at++)
            {
                Assert.EndsWith(rows.Files[i], expected[at]["file"], StringComparison.Ordinal);
                for (int k = columns.Carried; k < columns.Texts.Count; k++)
                    Assert.Equal(expected[at][columns.Texts[k]], rows.Texts[k][i] ?? "");
                for (int k = 0; k < columns.Numbers.Count; k++)
                    Assert.Equal(
                        expected[at][columns.Numbers[k]],
                        rows.Numbers[k][i]?.ToString("R", CultureInfo.InvariantCulture) ?? ""
                    );
            }
        }
        Assert.Equal(expected.Count, at);
    }

    [Fact]
    public void Run_MoreShardsThanRows_HasEmptyOnes()
    {
        using var run = new ShardFolderRun(_folder.File("parts"), WriteList(), 7).All();

        var check = run.Check();

        Assert.True(check.IsComplete);
        Assert.Equal((5, 3), (check.DoneRows, check.Embedded));
    }

    [Fact]
    public void Run_WholeShard_IsLeftAlone()
    {
        using var run = new ShardFolderRun(_folder.File("parts"), shapes.Lines, 2);
        Assert.False(run.Run(1).WasComplete);
        var written = File.GetLastWriteTimeUtc(run.Part(1));

        Assert.True(run.Run(1).WasComplete);

        Assert.Equal(written, File.GetLastWriteTimeUtc(run.Part(1)));
    }

    [Fact]
    public void Run_MoreFailuresThanAllowed_IsRefusedAndKeepsNothingOfThem()
    {
        string list = WriteList();
        using var strict = new ShardFolderRun(_folder.File("parts"), list, 1)
        {
            GroupRows = 2,
            Settings = new() { MaxFailures = FailureLimit.FromCount(1) },
        };

        var error = Assert.Throws<InvalidInputException>(() => strict.Run(0));

        Assert.Contains("--max-failures allows 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("First: ", error.Message, StringComparison.Ordinal);
        _folder.Write("missing.png", File.ReadAllBytes(Path.Combine(shapes.Lines, "4.png")));
        Assert.Equal(4, strict.Run(0).Embedded);
    }

    [Fact]
    public void Join_ManyTasksAtOnce_AreOneRun()
    {
        const int Tasks = 16;
        using var run = new ShardFolderRun(_folder.File("parts"), shapes.Images, 4);
        using var start = new Barrier(Tasks);
        var joined = new (ShardRun Run, bool IsNew)[Tasks];
        Thread[] tasks =
        [
            .. Enumerable
                .Range(0, Tasks)
                .Select(i => new Thread(() =>
                {
                    start.SignalAndWait();
                    joined[i] = run.Join();
                })),
        ];
        foreach (var task in tasks)
            task.Start();
        foreach (var task in tasks)
            task.Join();

        Assert.Single(joined, x => x.IsNew);
        Assert.Single(joined.Select(x => x.Run.Id).Distinct());
        Assert.Equal(
            [joined[0].Run.List, "run.json"],
            Directory.GetFiles(run.Folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Join_AnotherNumberOfShardsAtOnce_OneIsRefusedWithBothValues()
    {
        using ShardFolderRun four = new(_folder.File("parts"), shapes.Images, 4),
            five = new(_folder.File("parts"), shapes.Images, 5);
        using var start = new Barrier(2);
        var errors = new Exception?[2];
        var other = new Thread(() => Try(four, 0));
        other.Start();
        Try(five, 1);
        other.Join();

        string said = Assert.IsType<SetUpException>(Assert.Single(errors, x => x is not null)).Message;
        Assert.Matches("shards 4, this task 5|shards 5, this task 4", said);

        void Try(ShardFolderRun run, int i)
        {
            start.SignalAndWait();
            errors[i] = Record.Exception(() => run.Join());
        }
    }

    [Fact]
    public void Embed_CallThatIsNotOfTheRun_IsAUsageErrorWithBothValues()
    {
        string list = WriteList(),
            parts = _folder.File("parts");
        Tool.Run("shards", "plan", parts, "--images", list, "--shards", "2").Done();

        Shard("0/3").Refused(2, "shards 2, this task 3");
        Shard("0/2", "--group-rows", "7").Refused(2, "--group-rows 2000, this task 7");
        Tool.Run("embed", "--images", shapes.Lines, "--output", parts, "--shard", "0/2").Refused(2, list, shapes.Lines);
        Tool.Run("predict", "--model", shapes.Model, list, "--output", parts, "--shard", "0/2")
            .Refused(2, "the model none, this task", shapes.Model);
        File.AppendAllText(list, $"{Path.Combine(shapes.Lines, "5.png")},more\n");
        Shard("0/2").Refused(2, "a list of SHA-256", "now it is");

        ToolResult Shard(string shard, params string[] more) =>
            Tool.Run(["embed", "--images", list, "--output", parts, "--shard", shard, .. more]);
    }

    [Fact]
    public void Embed_ShardAuto_TakesTheSchedulersVariables()
    {
        var variables = new Dictionary<string, string> { ["JOB_COMPLETION_INDEX"] = "1" };

        var json = Tool.RunIn(
                null,
                variables,
                "embed",
                "--images",
                shapes.Lines,
                "--output",
                _folder.File("parts"),
                "--shard",
                "auto/4",
                "--json"
            )
            .Json();

        Assert.Equal((1, 4, 2), (Number("shard"), Number("shards"), Number("rows")));

        int Number(string name) => json.GetProperty(name).GetInt32();
    }

    [Theory]
    [InlineData("embed --images - --output {0} --shard 0/2", "can be read again")]
    [InlineData("embed --images {1} --output {0} --shard 0/2 --data-format coco", "--data-format and --shard")]
    [InlineData("embed --images {1} --output x.npy --group-rows 3", "give --shard")]
    [InlineData("predict --model m {1} --shard 0/2", "name it with --output")]
    [InlineData("predict --model m {1} {1} --output {0} --shard 0/2", "one folder, one list")]
    [InlineData("predict --model m {1} --output {0} --shard 0/2 --top 3", "--top and --shard")]
    [InlineData("shards merge {0} --output x.csv", "end it in .parquet or .npy")]
    [InlineData("shards plan {0} --images {1} --shards 0", "--shards must be between")]
    [InlineData("shards plan {0} --images {1} --shards 2 --reject-rate 0.1", "give --model")]
    public void Run_OptionsThatContradict_AreAUsageError(string arguments, string said) =>
        Tool.Run([
                .. arguments
                    .Split(' ')
                    .Select(x =>
                        x switch
                        {
                            "{0}" => _folder.File("parts"),
                            "{1}" => shapes.Lines,
                            _ => x,
                        }
                    ),
            ])
            .Refused(2, said);

    [Fact]
    public void Run_FolderThatIsNotMounted_IsRefusedAndDoneOnceItIs()
    {
        foreach (string file in Directory.GetFiles(shapes.Lines))
            _folder.Write($"in/{Path.GetFileName(file)}", File.ReadAllBytes(file));
        using var run = new ShardFolderRun(_folder.File("parts"), _folder.File("in"), 2) { GroupRows = 1 };
        run.Join();
        Directory.Move(_folder.File("in"), _folder.File("away"));
        Directory.CreateDirectory(_folder.File("in"));

        string said = Assert.Throws<InvalidInputException>(() => run.Run(0)).Message;

        Assert.Contains("none of the 4 images of shard 0", said, StringComparison.Ordinal);
        Assert.Contains("mounted", said, StringComparison.Ordinal);
        Assert.False(File.Exists(run.Part(0)));
        // One that is there is enough: the others were taken away.
        File.Move(_folder.File("away", "3.png"), _folder.File("in", "3.png"));
        Assert.Equal((4, 1), (run.Run(0).Rows, run.Folder.ReadCompletion(new(0, 2))!.Embedded));
        Directory.Delete(_folder.File("in"), recursive: true);
        Directory.Move(_folder.File("away"), _folder.File("in"));
        Assert.Equal(4, run.Run(1).Embedded);
    }

    [Fact]
    public void Run_ListOfNothingThatIsThere_IsRowsWithTheirReasons()
    {
        string list = _folder.Write("list.csv", "file,label\nmissing.png,a\n,b\n");
        using var run = new ShardFolderRun(_folder.File("parts"), list, 1).All();

        Assert.Equal(
            [("not found", 1), ("the cell 'file' of this row is empty", 1)],
            run.Check().Failed.Select(x => (x.Key, x.Value))
        );
    }

    [Theory]
    [InlineData("all.parquet", "5 rows, 2 of them failed, the others with embeddings of 576 dimensions: ")]
    [InlineData("all.npy", "3 rows with embeddings of 576 dimensions; 2 rows that failed left out: ")]
    public void Merge_RowsThatFailed_AreCounted(string output, string said)
    {
        using var run = new ShardFolderRun(_folder.File("parts"), WriteList(), 2).All();

        string[] call = ["shards", "merge", run.Folder.Path, "--output", _folder.File(output)];

        Assert.StartsWith(said, Tool.Run(call).Done().Out, StringComparison.Ordinal);
        Assert.Equal(2, Tool.Run([.. call, "--json"]).Json().GetProperty("failed").GetInt64());
    }

    [Theory]
    [InlineData("list.txt", "a.png\ns3://x:y@bucket/k.jpg\n", "list.txt(2): ")]
    [InlineData("list.csv", "label,file\na,s3://bucket/k?X-Amz-Signature=y\n", "list.csv(2): ")]
    [InlineData("list.csv", "file\nhttps://x:y@a.blob.core.windows.net/c/k.jpg\n", "list.csv(2): ")]
    public void Plan_RowWithACredential_IsRefusedAndNothingIsWritten(string name, string text, string said)
    {
        string list = _folder.Write(name, text);
        string[] call = ["embed", "--images", list, "--output", _folder.File("parts"), "--shard", "0/1"];

        var result = Tool.Run(call);

        result.Refused(3, said, "credentials do not belong");
        Assert.DoesNotContain("x:y", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("parts")));
        File.WriteAllText(list, $"file\n{Path.Combine(shapes.Lines, "1.png")}\n");
        Tool.Run(call).Done();
    }

    [Fact]
    public void Embed_OutputThatIsAFile_IsAUsageError()
    {
        string file = _folder.Write("l.csv", "x");

        Tool.Run("embed", "--images", shapes.Lines, "--output", file, "--shard", "0/1").Refused(2, "l.csv is a file");
        Tool.Run("shards", "plan", file, "--images", shapes.Lines, "--shards", "1").Refused(2, "l.csv is a file");
    }

    // Five images, of which one is not there and one is empty, and a column of somebody's own.
    private string WriteList()
    {
        _folder.Write("größe, 1.png", File.ReadAllBytes(Path.Combine(shapes.Lines, "1.png")));
        _folder.Write("empty.png", "");
        return _folder.Write(
            "list.csv",
            $"file,note\n\"größe, 1.png\",\"a\nb\"\nmissing.png,x\n{Path.Combine(shapes.Lines, "2.png")},\n"
                + $"empty.png,x\n{Path.Combine(shapes.Lines, "3.png")},\n"
        );
    }
}
