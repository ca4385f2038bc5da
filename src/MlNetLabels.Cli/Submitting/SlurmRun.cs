using MlNetLabels.Cli.Output;
using MlNetLabels.Cli.Shards;

namespace MlNetLabels.Cli.Submitting;

/// <summary>
/// Submits what is missing, waits, and submits again what is missing then. All that is known lies in the folder of parts
/// and in Slurm's queue, so that it may be stopped and called again.
/// </summary>
/// <param name="folder">The folder of parts.</param>
/// <param name="run">The run.</param>
/// <param name="jobs">Its jobs.</param>
/// <param name="options">What is asked for.</param>
/// <param name="size">How many tasks an array may have.</param>
internal sealed class SlurmRun(ShardFolder folder, ShardRun run, SlurmJobs jobs, SlurmOptions options, int size)
{
    private const int MostSilences = 60;

    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1),
        s_longest = TimeSpan.FromSeconds(10);

    private readonly HashSet<string> _submitted = [];

    /// <summary>Numbers of the jobs that this call submitted or waited for.</summary>
    public IReadOnlyCollection<string> Jobs => _submitted;

    /// <summary>Until all is whole, or trying again is of no use.</summary>
    /// <returns>What is there, and those shards' last failures that are not.</returns>
    public (ShardCheck Check, IReadOnlyList<TaskFailure> Failures) Run(
        IProgress<WorkProgress> progress,
        CancellationToken cancellationToken
    )
    {
        var told = new SlurmProgress(folder, run, progress);
        try
        {
            // Those of a call before, which came to no end.
            Wait(told, cancellationToken);
            for (int retries = 0; ; retries++)
            {
                var check = ShardCheck.Of(folder, hashes: false, null, cancellationToken);
                // Once, and not after each window: it reads all that was written.
                if (check.IsComplete)
                    check = ShardCheck.Of(folder, hashes: true, progress, cancellationToken);
                // What is damaged a task does anew.
                if (check.IsComplete || check.Faults.Any(x => x.Kind != ShardCheck.Damaged))
                    return (check, []);
                int[] missing = [.. check.ToRun];
                TaskFailure[] failures = [.. missing.Select(shard => TaskFailure.Of(jobs.Folder, shard))];
                // What a call before left behind says nothing of this one, which may be another.
                if (retries > 0 && (retries > options.Retries || failures.Any(x => x.Final is not null)))
                    return (check, failures);
                if (retries > 0)
                    StandardError.WriteLine(
                        $"Not whole: {Counted.Of(missing.Length, "shard")} of {run.Shards} ({check.Missing}), tried again. "
                            + $"First of them: {failures[0]}."
                    );
                Submit(missing, told, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (_submitted.Count > 0)
        {
            StandardError.WriteLine(
                $"No longer waiting. What was submitted goes on: call this again to wait for it, or end it with scancel "
                    + $"{string.Join(' ', _submitted)}."
            );
            throw;
        }
    }

    private void Submit(int[] missing, SlurmProgress told, CancellationToken cancellationToken)
    {
        foreach (int shard in missing)
            File.Delete(SlurmScript.ExitCodeFile(jobs.Folder, shard));
        int waiting = 0;
        foreach (var window in jobs.Windows(missing, size))
        {
            // Otherwise each window would run as many at once.
            if (options.Parallel is not null && waiting > 0)
                Wait(told, cancellationToken);
            SubmitOrWait(window, told, cancellationToken);
            waiting++;
        }
        Wait(told, cancellationToken);
    }

    // Clusters limit what one person may have in the queue: then there is room once the rest is done.
    private void SubmitOrWait(SlurmWindow window, SlurmProgress told, CancellationToken cancellationToken)
    {
        try
        {
            _submitted.Add(jobs.Submit(window, cancellationToken));
        }
        catch (SetUpException error) when (jobs.Queue(size, cancellationToken).Count > 0)
        {
            StandardError.Note($"{error.Message} Tried again once the tasks in the queue are done.");
            Wait(told, cancellationToken);
            _submitted.Add(jobs.Submit(window, cancellationToken));
        }
    }

    private void Wait(SlurmProgress told, CancellationToken cancellationToken)
    {
        var pause = s_shortest;
        for (int silences = 0; ; )
        {
            try
            {
                var queue = jobs.Queue(size, cancellationToken);
                silences = 0;
                if (queue.Count == 0)
                {
                    told.Report(queue);
                    return;
                }
                if (queue.Select(task => task.JobId).Where(_submitted.Add).ToArray() is { Length: > 0 } others)
                    StandardError.WriteLine($"In the queue already: job {string.Join(", ", others)}.");
                told.Report(queue);
            }
            catch (IOException error)
            {
                if (++silences == 1)
                    StandardError.Note($"{error.Message} Waiting for it.");
                if (silences == MostSilences)
                    throw;
            }
            if (cancellationToken.WaitHandle.WaitOne(pause))
                throw new OperationCanceledException(cancellationToken);
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 5 / 4, s_longest.Ticks));
        }
    }
}
