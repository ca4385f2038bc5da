using System.Diagnostics;
using MlNetLabels.Runs;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>
/// Retraining that is killed at random instants: the registry is the old or the new one, what is left of the run is seen
/// as half, and the next one works.
/// </summary>
public sealed class KilledRetrainTests(Shapes shapes, ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Retrain_KilledThreeTimes_LeavesAWholeRegistry() => KillAgainAndAgain(kills: 3);

    [Trait("Speed", "Slow")]
    [Fact]
    public void Retrain_KilledTwoHundredTimes_LeavesAWholeRegistry() => KillAgainAndAgain(kills: 200);

    private void KillAgainAndAgain(int kills)
    {
        var project = ImageProject.Create(
            _folder.Path,
            // So that the registry changes with each run that lives to its end.
            new ProjectSettings
            {
                Data = shapes.Images,
                L2 = 0.01,
                Promotion = PromotionRule.GatesOnly,
            }
        );
        Retrain().Done();
        var clock = Stopwatch.StartNew();
        Retrain().Done();
        var whole = clock.Elapsed;
        var random = new Random(18);
        int killed = 0,
            halves = 0;
        for (int tries = 0; killed < kills && tries < 2 * kills; tries++)
        {
            string before = project.Champion!;
            clock.Restart();
            using (var process = Start())
            {
                if (!process.WaitForExit(whole * random.NextDouble()))
                {
                    process.Kill();
                    killed++;
                }
                else
                {
                    // So that instants stay spread over a run when the machine is less busy than it was.
                    whole = clock.Elapsed;
                }
                process.WaitForExit();
            }

            string last = project.Runs()[^1].Number;
            // It is written after the run: a run may be whole that no alias names yet.
            Assert.Contains(project.Champion, new[] { before, last });
            string[] wrong = [.. project.Verify()];
            Assert.All(wrong, x => Assert.Contains("is half a run", x, StringComparison.Ordinal));
            halves += wrong.Length;
            // One of a process that has just begun has nothing in it yet, and is left alone for a minute.
            int empty = Directory
                .GetDirectories(_folder.File("runs"))
                .Count(run => !Directory.EnumerateFileSystemEntries(run).Any());
            Assert.InRange(wrong.Length - empty, 0, 1);
            Assert.InRange(empty, 0, 1);
            if (tries % 20 == 0)
                project.Prune(keep: 2);
        }

        Retrain().Done();
        output.WriteLine($"{killed} of {kills} killed, {halves} half runs seen, whole runs {project.Runs().Count}");
        Assert.True(killed > kills / 2, $"only {killed} were killed");
        Assert.Empty(project.Verify());
    }

    private Process Start() =>
        Tool.Start(
            _folder.Path,
            new Dictionary<string, string> { ["MLNETLABELS_CACHE"] = _folder.File("cache.db") },
            "retrain"
        );

    private ToolResult Retrain()
    {
        using var process = Start();
        return Tool.Finish(process);
    }
}
