using System.Diagnostics;
using System.Globalization;
using DuckDB.NET.Data;
using MlNetLabels.Testing;

namespace MlNetLabels.Engines.Tests;

/// <summary>
/// The whole way on a cluster whose tasks are killed and put back all the time, beside the whole way of one process:
/// embeddings, model and answers are the same.
/// </summary>
[Collection("Slurm")]
public sealed class ClusterTests(SharedSlurm shared, ITestOutputHelper output) : IDisposable
{
    /// <summary>How many images; the measured run of the documents has 20,000.</summary>
    private const string CountVariable = "MLNETLABELS_CLUSTER_IMAGES";

    private const int UsualCount = 2_000,
        Shards = 8,
        Kills = 12;

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(30);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Trait("Speed", "Slow")]
    [Fact]
    public void Cluster_WithKills_EqualsOneProcess()
    {
        var slurm = shared.Get();
        int images = Asked.Count(CountVariable, UsualCount);
        string list = Pictures.Write(_folder, images);
        Timed("one process embeds", () => Run("embed", "--images", list, "--output", One("photos.npy"), "--no-cache"));
        Timed("one process trains", () => Train("one"));
        Timed(
            "one process predicts",
            () => Run("predict", "--model", One("m.mlabels"), list, "--output", One("answers"), "--shard", "0/1")
        );

        Timed(
            "array embeds",
            () => Submit(slurm, Many("photos.npy"), "embed", "--images", list, "--output", Many("parts"))
        );
        Timed("array's merged file trains", () => Train("many"));
        Timed(
            "array predicts",
            () =>
                Submit(
                    slurm,
                    Many("answers.parquet"),
                    "predict",
                    "--model",
                    Many("m.mlabels"),
                    list,
                    "--output",
                    Many("answers")
                )
        );

        foreach (string file in new[] { "photos.npy", "photos.csv", "photos.json", "m.mlabels" })
            Assert.True(File.ReadAllBytes(One(file)).AsSpan().SequenceEqual(File.ReadAllBytes(Many(file))), file);
        Assert.Equal(images, Count($"'{Many("answers.parquet")}'"));
        Assert.Equal(0, Different($"'{One("answers")}/part-*.parquet'", $"'{Many("answers.parquet")}'"));
    }

    private string One(string name) => _folder.File("one", name);

    private string Many(string name) => _folder.File("many", name);

    private void Train(string side) =>
        Tool.RunIn(
                Path.GetDirectoryName(_folder.File(side, "x")),
                new Dictionary<string, string> { ["SOURCE_DATE_EPOCH"] = "1700000000" },
                "train",
                "--embeddings",
                "photos.npy",
                "--labels",
                "photos.csv",
                "--l2",
                "0.01",
                "--model",
                "m.mlabels"
            )
            .Done();

    // Kills run beside it, as long as there are tasks.
    private void Submit(Slurm slurm, string merged, params string[] call)
    {
        using var process = Tool.Start(
            _folder.Path,
            slurm.Environment,
            [
                "submit",
                "slurm",
                "--shards",
                $"{Shards}",
                "--retries",
                $"{2 * Kills}",
                "--merge",
                merged,
                "--",
                .. call,
                "--group-rows",
                "50",
            ]
        );
        var random = new Random(5);
        int killed = 0,
            putBack = 0;
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(random.Next(500, 3000))) && killed + putBack < Kills)
        {
            if (slurm.Running() is not { Count: > 0 } tasks)
                continue;
            var (task, script) = tasks[random.Next(tasks.Count)];
            try
            {
                if (random.Next(2) == 0)
                {
                    slurm.Call("scontrol", "requeue", task);
                    putBack++;
                }
                else
                {
                    using var running = Process.GetProcessById(script);
                    running.Kill(entireProcessTree: true);
                    killed++;
                }
            }
            catch (Exception error) when (error is ArgumentException or Xunit.Sdk.XunitException)
            {
                // It had just ended.
            }
        }
        Finish(process);
        output.WriteLine($"{call[0]}: {killed} killed, {putBack} put back");
        Assert.True(killed + putBack > 2, "hardly a kill");
    }

    private static void Run(params string[] call)
    {
        using var process = Tool.Start(null, new Dictionary<string, string>(), call);
        Finish(process);
    }

    // Many images take longer than what is known to hang.
    private static void Finish(Process process)
    {
        process.WaitForExit(s_limit);
        Tool.Finish(process).Done();
    }

    private void Timed(string what, Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {clock.Elapsed.TotalSeconds:f0} s"));
    }

    // Rows, all columns and values of them, that one has and not the other.
    private static long Different(string one, string other) =>
        Number($"SELECT count(*) FROM ((FROM {one} EXCEPT FROM {other}) UNION ALL (FROM {other} EXCEPT FROM {one}))");

    private static long Count(string parts) => Number($"SELECT count(*) FROM {parts}");

    private static long Number(string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
