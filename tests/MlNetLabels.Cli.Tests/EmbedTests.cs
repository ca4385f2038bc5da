using System.Diagnostics;
using System.Globalization;
using MlNetLabels.Data;
using MlNetLabels.Images;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

public sealed class EmbedTests(Shapes shapes) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Embed_Folder_WritesEmbeddingsAndTheirRows()
    {
        string npy = _folder.File("out", "größe.npy");

        var json = Tool.Run("embed", "--images", shapes.Images, "--output", npy, "--json").Json();

        Assert.Equal(
            (2 * Shapes.PerClass, 576),
            (json.GetProperty("images").GetInt32(), json.GetProperty("dimension").GetInt32())
        );
        var matrix = NpyFile.Read(npy);
        Assert.Equal((2 * Shapes.PerClass, 576), (matrix.Rows, matrix.Columns));
        var rows = DatasetReader.Read(Path.ChangeExtension(npy, ".csv"));
        Assert.Equal(["circle", "square"], rows.LabelNames);
        Assert.Equal(2 * Shapes.PerClass, rows.Rows.Count);
    }

    [Fact]
    public void Embed_SplitFolders_GivesClassAndSplitAsTrainDoes()
    {
        foreach (string name in new[] { "train/a", "train/b", "test/a", "test/b" })
            File.Copy(Path.Combine(shapes.Lines, "0.png"), _folder.File("in", name, "0.png"));

        var embed = Tool.Run("embed", "--images", _folder.File("in"), "--output", _folder.File("x.npy")).Done();

        Assert.Contains("train and test are taken as splits", embed.Error, StringComparison.Ordinal);
        Assert.Equal(
            "file,label,split\ntest/a/0.png,a,test\ntest/b/0.png,b,test\ntrain/a/0.png,a,train\ntrain/b/0.png,b,train\n",
            File.ReadAllText(_folder.File("x.csv")).ReplaceLineEndings("\n")
        );
    }

    [Theory]
    [InlineData("mine.csv")]
    [InlineData("mine.json")]
    [InlineData("mine.npy")]
    public void Embed_OverWhatItDidNotWrite_LeavesIt(string name)
    {
        string mine = _folder.Write(name, "file,label\n0.png,rose\n");

        Tool.Run("embed", "--images", shapes.Lines, "--output", _folder.File("mine.npy"))
            .Refused(3, mine, "move it away");

        Assert.Equal("file,label\n0.png,rose\n", File.ReadAllText(mine));
    }

    [Fact]
    public void Embed_Again_ReplacesItsOwnButNotLabelsThatWereAdded()
    {
        string npy = _folder.File("x.npy"),
            csv = _folder.File("x.csv");
        string[] call = ["embed", "--images", shapes.Lines, "--output", npy];
        Tool.Run(call).Done();
        Tool.Run(call).Done();

        File.AppendAllText(csv, "mine.png\n");

        Tool.Run(call).Refused(3, csv);
        Assert.EndsWith("mine.png\n", File.ReadAllText(csv), StringComparison.Ordinal);
    }

    [Fact]
    public void Embed_NothingUsable_WritesNothing()
    {
        string list = _folder.Write("list.csv", "file\nmissing.png\n");

        Tool.Run("embed", "--images", list, "--output", _folder.File("x.npy"), "--max-failures", "all")
            .Refused(3, "nothing is written", "missing.png");

        Assert.False(File.Exists(_folder.File("x.npy")));
    }

    [Fact]
    public void Embed_OneThreadOrThree_GivesTheSameBytes()
    {
        string one = _folder.File("1.npy"),
            three = _folder.File("3.npy");

        Tool.Run("embed", "--images", shapes.Lines, "--output", one, "--threads", "1").Done();
        Tool.Run("embed", "--images", shapes.Lines, "--output", three, "--threads", "3").Done();

        Assert.Equal(File.ReadAllBytes(one), File.ReadAllBytes(three));
    }

    [Fact]
    public void Embed_UnreadableFiles_AreListedAndLeftOut()
    {
        File.Copy(Path.Combine(shapes.Lines, "0.png"), _folder.File("in", "good.png"));
        _folder.Write("in/cut.png", File.ReadAllBytes(Path.Combine(shapes.Lines, "1.png"))[..60]);
        _folder.Write("in/empty.jpg", "");
        _folder.Write("in/note.txt", "hello");

        var result = Tool.Run("embed", "--images", _folder.File("in"), "--output", _folder.File("x.npy"));

        Assert.Contains("2 files skipped", result.Done().Out, StringComparison.Ordinal);
        foreach (string file in new[] { "cut.png", "empty.jpg", "note.txt" })
            Assert.Contains(file, result.Error, StringComparison.Ordinal);
        Assert.Equal(1, NpyFile.Read(_folder.File("x.npy")).Rows);
    }

    [Fact]
    public void Embed_ShareOfFailures_IsCountedExactly()
    {
        string list = _folder.Write(
            "list.csv",
            $"file\n{Path.Combine(shapes.Lines, "0.png")}\n"
                + string.Concat(Enumerable.Range(1, 9_999).Select(i => $"missing{i}.png\n"))
        );

        // As binary fractions, 0.57 % of 10,000 come to a hair less than 57.
        Tool.Run("embed", "--images", list, "--output", _folder.File("x.npy"), "--max-failures", "0.57%")
            .Refused(3, "9999 of 10000", "which is 57 of 10000");
    }

    [Fact]
    public void Embed_ImageAboveTheTimeLimit_IsListedWithIt()
    {
        // Nine million pixels take far longer than a millisecond.
        _folder.Write(
            "in/large.png",
            SvgDrawing.Render(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"64\" height=\"64\"><circle cx=\"30\" cy=\"30\" r=\"20\"/></svg>",
                3000
            )
        );

        var result = Tool.Run(
            "embed",
            "--images",
            _folder.File("in"),
            "--output",
            _folder.File("x.npy"),
            "--no-cache",
            "--timeout",
            "0.001"
        );

        result.Refused(3, "large.png: took longer than 0.001 s", "nothing is written");
    }

    [Fact]
    public void Embed_OtherExtension_IsRefused() =>
        Tool.Run("embed", "--images", shapes.Lines, "--output", _folder.File("x.bin")).Refused(2, ".npy");

    [Fact]
    public void Embed_NoImages_IsRefused() =>
        Tool.Run(
                "embed",
                "--images",
                Directory.CreateDirectory(_folder.File("empty")).FullName,
                "--output",
                _folder.File("x.npy")
            )
            .Refused(3, "no images");

    [Trait("Speed", "Slow")]
    [Fact]
    public async Task Embed_Interrupted_StopsSoonAndKeepsTheCacheAlone()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(),
            "Ctrl+C cannot be sent to a process of its own here."
        );
        // Enough to keep any machine busy until the signal comes; what follows a PNG's end is not read, but makes
        // another file of it.
        byte[] drawing = File.ReadAllBytes(Path.Combine(shapes.Lines, "0.png"));
        for (int i = 0; i < 20_000; i++)
            _folder.Write($"in/{i}.png", [.. drawing, .. BitConverter.GetBytes(i)]);
        string output = _folder.File("out", "x.npy"),
            cache = _folder.File("cache.db");
        using var process = Tool.Start(
            null,
            new Dictionary<string, string>(),
            "embed",
            "--images",
            _folder.File("in"),
            "--output",
            output,
            "--threads",
            "1",
            "--cache",
            cache
        );
        // The first line on stderr says that the work has begun.
        Assert.NotNull(await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken));
        if (IgnoresInterrupts(process))
        {
            process.Kill();
            Assert.Skip(
                "The tests were started in the background by a shell, which makes all that they start ignore Ctrl+C."
            );
        }

        // Only what was embedded can be gone on from.
        while (!process.HasExited && (!File.Exists(cache) || Remembered(cache) == 0))
            await Task.Delay(20, TestContext.Current.CancellationToken);
        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        var clock = Stopwatch.StartNew();
        var result = Tool.Finish(process);

        Assert.Equal(130, result.ExitCode);
        Assert.Empty(result.Out);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("out")));
        Assert.Contains("go on from here", result.Error, StringComparison.Ordinal);
        Assert.NotEqual(0, Remembered(cache));
        // All 20,000 take minutes; one image takes milliseconds, and the runtime allows two seconds to wind up.
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    private static int Remembered(string cache) =>
        Tool.Run("cache", "verify", "--cache", cache, "--json").Json().GetProperty("embeddings").GetInt32();

    private static bool IgnoresInterrupts(Process process)
    {
        const string Ignored = "SigIgn:";
        const ulong Interrupt = 1 << 1;
        string status = $"/proc/{process.Id}/status";
        return OperatingSystem.IsLinux()
            && (
                ulong.Parse(
                    File.ReadLines(status)
                        .First(line => line.StartsWith(Ignored, StringComparison.Ordinal))[Ignored.Length..]
                        .Trim(),
                    NumberStyles.HexNumber,
                    CultureInfo.InvariantCulture
                ) & Interrupt
            ) != 0;
    }
}
