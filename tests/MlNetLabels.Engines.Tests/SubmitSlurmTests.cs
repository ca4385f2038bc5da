using System.Diagnostics;
using MlNetLabels.Testing;

namespace MlNetLabels.Engines.Tests;

/// <summary><c>submit slurm</c> on a real Slurm of one machine.</summary>
[Collection("Slurm")]
public sealed class SubmitSlurmTests(SharedSlurm shared) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Submit_Embed_MergesWhatOneProcessWrites()
    {
        var slurm = shared.Get();
        string list = Pictures.Write(_folder, 30);
        Alone(list);

        var result = Submit(slurm, 3, ["--merge", _folder.File("merged.npy"), "--json"], Embed(list)).Json();

        Assert.Equal(30, result.GetProperty("check").GetProperty("embedded").GetInt64());
        Assert.Equal(1, result.GetProperty("jobs").GetArrayLength());
        Assert.True(File.Exists(result.GetProperty("script").GetString()));
        AssertMerged();
    }

    [Fact]
    public void Submit_AgainWhenAllIsWhole_SubmitsNothing()
    {
        var slurm = shared.Get();
        string list = Pictures.Write(_folder, 6);
        Submit(slurm, 2, [], Embed(list)).Done();

        var again = Submit(slurm, 2, ["--json"], Embed(list)).Json();

        Assert.Equal(0, again.GetProperty("jobs").GetArrayLength());
    }

    [Fact]
    public void Submit_MoreTasksThanAnArrayMayHave_TakesWindows()
    {
        using var slurm = Slurm.Start(arraySize: 2);
        string list = Pictures.Write(_folder, 10);
        Alone(list);

        var result = Submit(slurm, 5, ["--merge", _folder.File("merged.npy"), "--json", "--parallel", "2"], Embed(list))
            .Json();

        Assert.Equal(3, result.GetProperty("jobs").GetArrayLength());
        AssertMerged();
    }

    [Fact]
    public void Submit_TasksThatAreKilledAndPutBack_AreDoneAgain()
    {
        var slurm = shared.Get();
        string list = Pictures.Write(_folder, 400);
        Alone(list);
        // The first time a task hangs, for as long as it takes to be killed; work half done is what KilledTasksTests kill.
        string tool = string.Join(' ', Tool.Command),
            program = Script(
                $"""
                if mkdir "{_folder.Path}/began-$SLURM_ARRAY_TASK_ID" 2>/dev/null; then
                  sleep 600
                fi
                exec {tool} "$@"
                """
            );
        using var process = Start(slurm, 2, ["--merge", _folder.File("merged.npy"), "--program", program], Embed(list));
        var tasks = Running(slurm, process, 2);
        // One that is put back before it began would hang the second time.
        while (!Enumerable.Range(0, 2).All(i => Directory.Exists(_folder.File($"began-{i}"))))
            Thread.Sleep(50);

        slurm.Call("scontrol", "requeue", tasks[0].Task);
        Process.GetProcessById(tasks[1].Process).Kill(entireProcessTree: true);
        var result = Tool.Finish(process).Done();

        Assert.Contains("tried again", result.Error, StringComparison.Ordinal);
        AssertMerged();
    }

    [Fact]
    public void Submit_Interrupted_SaysHowToGoOnAndGoesOn()
    {
        var slurm = shared.Get();
        string list = Pictures.Write(_folder, 40);
        Alone(list);
        // Both tasks wait until the second call has seen them.
        string go = _folder.File("go"),
            program = Script(
                $"while [ ! -e \"{go}\" ]; do sleep 0.2; done\nexec {string.Join(' ', Tool.Command)} \"$@\""
            ),
            script = _folder.File("parts", "slurm", "job.sh");
        using var process = Start(slurm, 2, ["--program", program], Embed(list));
        string job = Running(slurm, process, 1)[0].Task.Split('_')[0];

        using (var signal = Process.Start("kill", ["-TERM", $"{process.Id}"]))
            signal.WaitForExit();
        var stopped = Tool.Finish(process);
        File.Delete(script);
        using var again = Start(
            slurm,
            2,
            ["--program", program, "--merge", _folder.File("merged.npy"), "--json"],
            Embed(list)
        );
        // It writes the script, and looks at the queue then.
        while (!File.Exists(script) && !again.HasExited)
            Thread.Sleep(50);
        Thread.Sleep(TimeSpan.FromSeconds(5));
        File.WriteAllText(go, "");
        var result = Tool.Finish(again);

        stopped.Refused(130, $"scancel {job}", "call this again");
        // The same job: nothing was submitted twice.
        Assert.Equal(job, Assert.Single(result.Json().GetProperty("jobs").EnumerateArray()).GetString());
        AssertMerged();
    }

    [Fact]
    public void Submit_TaskThatCannotUseItsInput_IsNotTriedAgain()
    {
        var slurm = shared.Get();
        string list = Pictures.Write(_folder, 6);
        File.Delete(_folder.File("photos/circle/00000.png"));

        var result = Submit(slurm, 2, ["--json"], [.. Embed(list), "--max-failures", "0"]);

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("--max-failures allows 0", result.Error, StringComparison.Ordinal);
        Assert.Contains("changes nothing", result.Error, StringComparison.Ordinal);
        using var said = System.Text.Json.JsonDocument.Parse(result.Out);
        Assert.Equal(1, said.RootElement.GetProperty("jobs").GetArrayLength());
        Assert.Equal("0", said.RootElement.GetProperty("check").GetProperty("missing").GetString());
    }

    [Fact]
    public void Submit_ProgramThatIsNotThere_IsToldOnce()
    {
        var slurm = shared.Get();
        string list = Pictures.Write(_folder, 4);

        var result = Submit(slurm, 2, ["--program", _folder.File("nowhere")], Embed(list));

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("shard 0 ended with 127", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("tried again", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Submit_TaskThatIsAlwaysKilled_EndsOnceNoRetryIsLeft()
    {
        var slurm = shared.Get();
        string list = Pictures.Write(_folder, 4),
            program = Script("kill -9 $$");

        var result = Submit(slurm, 1, ["--program", program, "--retries", "1"], Embed(list));

        Assert.Equal(4, result.ExitCode);
        Assert.Contains("shard 0 ended with 137", result.Error, StringComparison.Ordinal);
        Assert.Contains("No retries are left", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Submit_OptionWithSpaces_ReachesSlurm()
    {
        var slurm = shared.Get();
        string list = Pictures.Write(_folder, 4);

        Submit(slurm, 1, ["--sbatch=--comment=a b"], Embed(list)).Done();
    }

    [Theory]
    [InlineData("--partition=nirgends", "sinfo lists the partitions")]
    [InlineData("--mem=4000000G", "Ask for less with --mem")]
    [InlineData("--sbatch=--time=x", "MINUTES")]
    public void Submit_OptionThatSlurmRefuses_SaysWhatToDo(string option, string advice)
    {
        var slurm = shared.Get();
        string list = Pictures.Write(_folder, 4);

        Submit(slurm, 2, [option], Embed(list)).Refused(2, "sbatch refused", advice);
    }

    [Fact]
    public void Submit_NoSlurmThatAnswers_SaysSo()
    {
        using var slurm = Slurm.Start();
        slurm.Stop();
        string list = Pictures.Write(_folder, 4);

        Submit(slurm, 2, [], Embed(list)).Refused(5, "scontrol gets no answer from Slurm");
    }

    [Fact]
    public void DryRun_NoSlurm_WritesTheScriptAlone()
    {
        string list = Pictures.Write(_folder, 4);
        var nothing = new Dictionary<string, string> { ["PATH"] = _folder.Path };

        var result = Tool.RunIn(_folder.Path, nothing, [.. Words(2, ["--dry-run"], Embed(list))]).Done();
        Tool.RunIn(_folder.Path, nothing, [.. Words(2, [], Embed(list))])
            .Refused(2, "scontrol is not there", "--dry-run");

        string script = Path.Combine(_folder.File("parts"), "slurm", "job.sh");
        Assert.Equal($"sbatch --array=0-1 {script} 0", result.Out.Trim());
        Assert.Contains("--shard \"$shard/2\"", File.ReadAllText(script), StringComparison.Ordinal);
    }

    private string Script(string lines)
    {
        string script = _folder.Write("script", $"#!/bin/sh\n{lines}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return script;
    }

    private string[] Embed(string list) =>
        ["embed", "--images", list, "--output", _folder.File("parts"), "--group-rows", "5"];

    private static IEnumerable<string> Words(int shards, string[] options, string[] call) =>
        ["submit", "slurm", "--shards", $"{shards}", .. options, "--", .. call];

    private ToolResult Submit(Slurm slurm, int shards, string[] options, string[] call) =>
        Tool.Finish(Start(slurm, shards, options, call));

    private Process Start(Slurm slurm, int shards, string[] options, string[] call) =>
        Tool.Start(_folder.Path, slurm.Environment, [.. Words(shards, options, call)]);

    // What one process writes.
    private void Alone(string list) =>
        Tool.Run("embed", "--images", list, "--output", _folder.File("alone.npy"), "--no-cache").Done();

    private void AssertMerged()
    {
        foreach (string extension in new[] { "npy", "csv", "json" })
            Assert.Equal(
                File.ReadAllBytes(_folder.File($"alone.{extension}")),
                File.ReadAllBytes(_folder.File($"merged.{extension}"))
            );
    }

    private static IReadOnlyList<(string Task, int Process)> Running(Slurm slurm, Process submitting, int count)
    {
        while (!submitting.HasExited)
        {
            if (slurm.Running() is { } tasks && tasks.Count >= count)
                return tasks;
            Thread.Sleep(50);
        }
        throw new InvalidOperationException(
            $"It ended with {submitting.ExitCode}: {submitting.StandardError.ReadToEnd()}"
        );
    }
}
