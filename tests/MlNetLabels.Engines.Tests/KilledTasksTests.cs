using System.Diagnostics;
using System.Globalization;
using MlNetLabels.Testing;

namespace MlNetLabels.Engines.Tests;

/// <summary>Signal 9 at any instant: what is merged is byte for byte what nobody disturbed.</summary>
public sealed class KilledTasksTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>How many kills; 200 were tried.</summary>
    private const string KillsVariable = "MLNETLABELS_KILLS";

    private const int UsualKills = 60,
        Shards = 4,
        Images = 96;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Trait("Speed", "Slow")]
    [Fact]
    public void Embed_KilledAgainAndAgain_MergesToTheSameBytes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no signal 9 here.");
        int most = Asked.Count(KillsVariable, UsualKills);
        string list = Pictures.Write(_folder, Images);
        var clock = Stopwatch.StartNew();
        for (int shard = 0; shard < Shards; shard++)
            Finish(Start(list, "undisturbed", shard));
        var task = clock.Elapsed / Shards;
        var undisturbed = Merge("undisturbed");
        var random = new Random(3);
        int kills = 0,
            atWork = 0,
            runs = 0;

        clock.Restart();
        while (kills < most)
        {
            string parts = $"parts-{runs++}";
            for (int shard = 0; shard < Shards; shard++)
                while (!IsWhole(parts, shard))
                {
                    using var process = Start(list, parts, shard);
                    // From its start to a little beyond its end; a process does nothing of its own for the first third.
                    bool isDone = process.WaitForExit(task * (0.2 + 0.9 * random.NextDouble()));
                    if (isDone || kills == most)
                    {
                        Finish(process);
                        continue;
                    }
                    process.Kill();
                    process.WaitForExit();
                    kills++;
                    if (Directory.Exists(Groups(parts, shard)) || IsWhole(parts, shard))
                        atWork++;
                }
            Assert.Equal(undisturbed, Merge(parts));
        }

        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{kills} kills, {atWork} of them with groups written, {runs} merged runs, a task {task.TotalSeconds:f1} s, "
                    + $"all {clock.Elapsed.TotalSeconds:f0} s"
            )
        );
        Assert.True(atWork > most / 10, $"only {atWork} kills fell on the work");
    }

    private Process Start(string list, string parts, int shard) =>
        Tool.Start(
            null,
            new Dictionary<string, string>(),
            "embed",
            "--images",
            list,
            "--output",
            _folder.File(parts),
            "--shard",
            $"{shard}/{Shards}",
            "--group-rows",
            "2",
            "--threads",
            "1"
        );

    private static void Finish(Process process) => Tool.Finish(process).Done();

    private bool IsWhole(string parts, int shard) =>
        File.Exists(_folder.File(parts, $"part-{shard:D5}-of-{Shards:D5}.json"));

    private string Groups(string parts, int shard) =>
        Path.Combine(_folder.File(parts), $".part-{shard:D5}-of-{Shards:D5}");

    // Both forms.
    private byte[] Merge(string parts)
    {
        string[] merged = [_folder.File("merged.npy"), _folder.File("merged.parquet")];
        foreach (string file in merged)
            Tool.Run("shards", "merge", _folder.File(parts), "--output", file).Done();
        return [.. merged.SelectMany(File.ReadAllBytes)];
    }
}
