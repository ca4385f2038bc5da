using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>
/// Whatever embeds remembers, and the result is the same with a cache, without one, and with one that cannot be used.
/// </summary>
public sealed class CachedRunTests(Shapes shapes) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string CacheFile => _folder.File("given.db");

    [Fact]
    public void Embed_SecondRun_TakesEveryEmbeddingFromTheCache()
    {
        string without = Embed("0.npy", out _, "--no-cache"),
            first = Embed("1.npy", out var made, "--cache", CacheFile);

        string second = Embed("2.npy", out var found, "--cache", CacheFile, "--threads", "1");

        Assert.DoesNotContain("from the cache", made.Error, StringComparison.Ordinal);
        Assert.StartsWith($"1 thread; embeddings are remembered in {CacheFile}", found.Error, StringComparison.Ordinal);
        Assert.Contains(
            $"{Shapes.Strangers} of {Shapes.Strangers} embeddings came from the cache (--no-cache",
            found.Error,
            StringComparison.Ordinal
        );
        Assert.All([first, second], path => Assert.Equal(File.ReadAllBytes(without), File.ReadAllBytes(path)));
    }

    [Trait("Speed", "Slow")]
    [Fact]
    public void TrainEvaluatePredictDemo_ImagesSeenBefore_ComeFromTheCache()
    {
        string model = _folder.File("m.mlabels");
        string[][] runs =
        [
            ["embed", "--images", shapes.Images, "--output", _folder.File("x.npy")],
            ["train", "--data", shapes.Images, "--model", model, "--l2", "0.01"],
            ["evaluate", "--data", shapes.Images, "--model", model],
            ["predict", shapes.Images, "--model", model],
            ["demo", "--data", shapes.Images, "--output", _folder.File("demo")],
        ];

        string[] said = [.. runs.Select(run => Tool.RunIn(null, Variable(CacheFile), run).Done().Error)];

        const int Images = 2 * Shapes.PerClass;
        Assert.All(
            said[1..],
            error =>
                Assert.Contains($"{Images} of {Images} embeddings came from the cache", error, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Embed_NothingSaid_RemembersInTheUsersCacheFolder()
    {
        Assert.SkipWhen(
            OperatingSystem.IsWindows() || OperatingSystem.IsMacOS(),
            "Only XDG lets the folder be chosen by a variable."
        );

        Tool.RunIn(
                null,
                new Dictionary<string, string> { ["MLNETLABELS_CACHE"] = "", ["XDG_CACHE_HOME"] = _folder.Path },
                "embed",
                "--images",
                shapes.Lines,
                "--output",
                _folder.File("out", "x.npy")
            )
            .Done();

        Assert.True(File.Exists(Path.Combine(_folder.Path, "mlnetlabels", "embeddings.db")));
    }

    [Theory]
    [InlineData("OFF")]
    [InlineData("given.db", "--no-cache")]
    public void Embed_TurnedOff_RemembersNothing(string variable, params string[] options)
    {
        Tool.RunIn(
                _folder.Path,
                Variable(variable),
                ["embed", "--images", shapes.Lines, "--output", "x.npy", .. options]
            )
            .Done();

        Assert.Equal(
            ["x.csv", "x.json", "x.npy"],
            Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order()
        );
    }

    [Fact]
    public void Embed_FileThatIsNoCache_WarnsOnceAndWorks()
    {
        string foreign = _folder.Write("given.db", "file,label\na.png,circle\n");

        string path = Embed("x.npy", out var result, "--cache", foreign);

        Assert.Single(
            result.Error.Split('\n'),
            line => line.StartsWith($"note: {foreign}: this is not a cache", StringComparison.Ordinal)
        );
        Assert.DoesNotContain("go on from here", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("are remembered in", result.Error, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(Embed("y.npy", out _, "--no-cache")), File.ReadAllBytes(path));
        Assert.Equal("file,label\na.png,circle\n", File.ReadAllText(foreign));
    }

    [Fact]
    public void Embed_DatabaseThatIsRubbish_DoesNotSayThatItRemembersThere()
    {
        byte[] rubbish = [.. "SQLite format 3\0"u8, .. Enumerable.Range(0, 9000).Select(i => (byte)(i * 131))];
        string foreign = _folder.Write("given.db", rubbish);

        Embed("x.npy", out var result, "--cache", foreign);

        Assert.Single(
            result.Error.Split('\n'),
            line => line.StartsWith($"note: {foreign}: ", StringComparison.Ordinal)
        );
        Assert.Contains("embeddings are not remembered", result.Error, StringComparison.Ordinal);
        Assert.Equal(rubbish, File.ReadAllBytes(foreign));
    }

    [Fact]
    public void Embed_TwoAtOnceWithOneCache_BothGiveTheRightValues()
    {
        string without = Embed("0.npy", out _, "--no-cache");
        string[] outputs = [_folder.File("1.npy"), _folder.File("2.npy")];

        var running = Array.ConvertAll(
            outputs,
            output =>
                Tool.Start(
                    null,
                    new Dictionary<string, string>(),
                    "embed",
                    "--images",
                    shapes.Lines,
                    "--output",
                    output,
                    "--cache",
                    CacheFile
                )
        );
        foreach (var process in running)
            using (process)
                Assert.DoesNotContain("note:", Tool.Finish(process).Done().Error, StringComparison.Ordinal);

        Assert.All(outputs, path => Assert.Equal(File.ReadAllBytes(without), File.ReadAllBytes(path)));
        var check = Tool.Run("cache", "verify", "--cache", CacheFile, "--json").Json();
        Assert.Equal(Shapes.Strangers, check.GetProperty("embeddings").GetInt32());
    }

    private string Embed(string name, out ToolResult result, params string[] options)
    {
        string path = _folder.File(name);
        result = Tool.Run(["embed", "--images", shapes.Lines, "--output", path, .. options]).Done();
        return path;
    }

    private static Dictionary<string, string> Variable(string cache) => new() { ["MLNETLABELS_CACHE"] = cache };
}
