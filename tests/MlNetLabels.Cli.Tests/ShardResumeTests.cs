using System.Diagnostics;
using MlNetLabels.Cli.Shards;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>
/// A task may end at any instant, and be there twice: its part is byte for byte that of one that nobody disturbed.
/// </summary>
public sealed class ShardResumeTests(Shapes shapes) : IDisposable
{
    private const int Images = 60,
        Kills = 10;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Trait("Speed", "Slow")]
    [Fact]
    public void Run_KilledAgainAndAgain_EndsWithTheSameBytes()
    {
        WriteImages(Images);
        byte[] undisturbed = Undisturbed(1);
        string parts = _folder.File("parts");
        using var run = new ShardFolderRun(parts, _folder.File("in"), 1);
        var random = new Random(7);
        int kills = 0,
            groups = 0;

        // One group and a moment further each time, so that kills fall on beginnings, groups and ends.
        while (kills < Kills && !File.Exists(run.Completion(0)))
        {
            using var process = Start(parts, threads: 1);
            int wanted = groups + 1;
            while (!process.HasExited && Groups(parts) < wanted && !File.Exists(run.Part(0)))
                Thread.Sleep(1);
            Thread.Sleep(random.Next(0, 30));
            if (!process.HasExited)
            {
                process.Kill();
                kills++;
            }
            process.WaitForExit();
            groups = Groups(parts);
        }
        run.Run(0);

        Assert.True(kills > 2, $"only {kills} kills");
        Assert.Equal(undisturbed, File.ReadAllBytes(run.Part(0)));
        Assert.True(run.Check().IsComplete);
        Assert.False(Directory.Exists(run.Folder.Groups(new(0, 1))));
    }

    [Fact]
    public void Run_KilledBetweenThePartAndWhatSaysSo_SaysItOfThatPart()
    {
        WriteImages(8);
        using var run = new ShardFolderRun(_folder.File("parts"), _folder.File("in"), 1).All();
        byte[] part = File.ReadAllBytes(run.Part(0));
        var before = run.Folder.ReadCompletion(new(0, 1))!;
        File.Delete(run.Completion(0));
        Assert.Equal("0", run.Check().Missing);

        run.Run(0);

        Assert.Equal(part, File.ReadAllBytes(run.Part(0)));
        var after = run.Folder.ReadCompletion(new(0, 1))!;
        Assert.Equal((before.Sha256, before.Rows, before.Embedded), (after.Sha256, after.Rows, after.Embedded));
        // The groups that told are gone.
        Assert.Null(after.Seconds);
    }

    [Fact]
    public void Run_HalfAGroupLeftBehind_IsNotTakenForOne()
    {
        WriteImages(8);
        byte[] undisturbed = Undisturbed(1);
        using var run = new ShardFolderRun(_folder.File("parts"), _folder.File("in"), 1);
        _folder.Write("parts/.part-00000-of-00001/.mlnetlabels-0.tmp", "half");

        run.Run(0);

        Assert.Equal(undisturbed, File.ReadAllBytes(run.Part(0)));
        Assert.False(Directory.Exists(run.Folder.Groups(new(0, 1))));
    }

    [Theory]
    [InlineData("flipped")]
    [InlineData("cut")]
    [InlineData("empty")]
    public void Run_DamagedGroup_IsDoneAgain(string how)
    {
        WriteImages(24);
        byte[] undisturbed = Undisturbed(1);
        using var run = new ShardFolderRun(_folder.File("parts"), _folder.File("in"), 1);
        StopAtGroup(run, 2);
        string group = run.Folder.Group(new(0, 1), 1);
        byte[] bytes = File.ReadAllBytes(group);
        if (how == "flipped")
            bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(
            group,
            bytes[
                ..(
                    how == "cut" ? bytes.Length - 40
                    : how == "empty" ? 0
                    : bytes.Length
                )
            ]
        );

        run.Run(0);

        Assert.Contains($"{group} is damaged", Assert.Single(run.Notes), StringComparison.Ordinal);
        Assert.Equal(undisturbed, File.ReadAllBytes(run.Part(0)));
        Assert.True(run.Check().IsComplete);
    }

    [Fact]
    public void Run_GroupsOfAnotherRun_AreMadeAnew()
    {
        WriteImages(8);
        byte[] undisturbed = Undisturbed(1);
        using var two = new ShardFolderRun(_folder.File("parts"), _folder.File("in"), 1) { GroupRows = 2 };
        StopAtGroup(two, 1);
        foreach (string file in Directory.GetFiles(two.Folder.Path))
            File.Delete(file);
        using var run = new ShardFolderRun(_folder.File("parts"), _folder.File("in"), 1);

        run.Run(0);

        Assert.Equal(undisturbed, File.ReadAllBytes(run.Part(0)));
    }

    [Fact]
    public void Join_FilesThatKilledTasksLeft_AreTakenAway()
    {
        WriteImages(3);
        string parts = _folder.File("parts"),
            mine = TemporaryFiles.New(parts);
        using var gone = Start(parts, threads: 0);
        gone.WaitForExit();
        string dead = mine.Replace($"-{Environment.ProcessId}-", $"-{gone.Id}-", StringComparison.Ordinal),
            elsewhere = Path.Combine(parts, ".mlnetlabels-0123456789ab-1-x.tmp"),
            old = Path.Combine(parts, ".mlnetlabels-0123456789ab-2-x.tmp");
        foreach (string file in new[] { mine, dead, elsewhere, old })
            File.WriteAllText(file, "file");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-2));
        using var run = new ShardFolderRun(parts, _folder.File("in"), 1);

        run.Join();

        Assert.Equal(new[] { mine, elsewhere }.Order(), Directory.GetFiles(parts, ".mlnetlabels-*").Order());
    }

    [Fact]
    public void Run_TwiceAtOnce_BothEndWithTheSamePart()
    {
        WriteImages(Images);
        byte[] undisturbed = Undisturbed(1);
        using ShardFolderRun one = new(_folder.File("parts"), _folder.File("in"), 1),
            other = new(_folder.File("parts"), _folder.File("in"), 1);
        ShardOutcome? first = null,
            second = null;
        var thread = new Thread(() => first = one.Run(0));
        thread.Start();
        second = other.Run(0);
        thread.Join();

        Assert.Equal((Images, Images), (first!.Rows, second!.Rows));
        Assert.Equal(undisturbed, File.ReadAllBytes(one.Part(0)));
        Assert.True(one.Check().IsComplete);
    }

    [Trait("Speed", "Slow")]
    [Fact]
    public void Embed_Terminated_EndsInTimeAndGoesOn()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "There is no SIGTERM here.");
        WriteImages(2000);
        string parts = _folder.File("parts");
        using var process = Start(parts, threads: 1);
        while (!process.HasExited && Groups(parts) == 0)
            Thread.Sleep(1);

        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
            kill.WaitForExit();
        var clock = Stopwatch.StartNew();
        var result = Tool.Finish(process);

        Assert.Equal(130, result.ExitCode);
        // What schedulers allow before they kill; one image takes milliseconds.
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        var check = Tool.Run("shards", "check", parts, "--json");
        Assert.Equal(4, check.ExitCode);
        Assert.Contains("\"begun\": \"0\"", check.Out, StringComparison.Ordinal);
        Assert.NotEqual(0, Groups(parts));
    }

    private static void StopAtGroup(ShardFolderRun run, int groups)
    {
        using var stop = new CancellationTokenSource();
        Record.Exception(() =>
            run.Run(
                0,
                stop.Token,
                () =>
                {
                    if (Groups(run.Folder.Path) >= groups)
                        stop.Cancel();
                }
            )
        );
        Assert.False(run.Check().IsComplete);
    }

    private void WriteImages(int count)
    {
        byte[][] drawings = [.. Enumerable.Range(0, 8).Select(i => File.ReadAllBytes($"{shapes.Lines}/{i}.png"))];
        // What follows a PNG's end is not read, but makes another file of it; every seventh is none.
        for (int i = 0; i < count; i++)
            _folder.Write($"in/{i:D5}.png", i % 7 == 3 ? [1, 2, 3] : [.. drawings[i % 8], .. BitConverter.GetBytes(i)]);
    }

    private byte[] Undisturbed(int shards)
    {
        using var run = new ShardFolderRun(_folder.File("undisturbed"), _folder.File("in"), shards).All();
        return File.ReadAllBytes(run.Part(0));
    }

    private Process Start(string parts, int threads) =>
        Tool.Start(
            null,
            new Dictionary<string, string>(),
            "embed",
            "--images",
            _folder.File("in"),
            "--output",
            parts,
            "--shard",
            "0/1",
            "--group-rows",
            "3",
            "--threads",
            $"{threads}"
        );

    private static int Groups(string parts)
    {
        string groups = Path.Combine(parts, ".part-00000-of-00001");
        return Directory.Exists(groups) ? Directory.GetFiles(groups, $"0*{ShardFolder.GroupExtension}").Length : 0;
    }
}
