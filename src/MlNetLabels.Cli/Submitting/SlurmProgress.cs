using MlNetLabels.Cli.Output;
using MlNetLabels.Cli.Shards;

namespace MlNetLabels.Cli.Submitting;

/// <summary>Rows that are done, by the files that are there, with their rate; and why nothing runs.</summary>
internal sealed class SlurmProgress
{
    // For so many looks at the queue; Slurm takes a moment to start what it can.
    private const int WorthTelling = 3;

    private readonly ShardFolder _folder;
    private readonly ShardRun _run;
    private readonly IProgress<WorkProgress> _progress;
    private readonly long _before;
    private string? _waiting;
    private int _times;

    public SlurmProgress(ShardFolder folder, ShardRun run, IProgress<WorkProgress> progress)
    {
        (_folder, _run, _progress) = (folder, run, progress);
        _before = Rows();
    }

    /// <summary>Looks, and tells.</summary>
    public void Report(IReadOnlyList<SlurmTask> queue)
    {
        // What was done before says nothing of the rate.
        long total = _run.Rows - _before,
            done = Math.Clamp(Rows() - _before, 0, total);
        if (total > 0)
            _progress.Report(
                new(
                    _before == 0 ? "Images" : $"Images (beside {_before} that were done)",
                    (int)Math.Min(done, int.MaxValue),
                    (int)Math.Min(total, int.MaxValue)
                )
            );
        string[] reasons =
        [
            .. queue
                .Select(task => task.Reason)
                .Where(x => x is not ("None" or ""))
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
        bool isWaiting = queue.Count > 0 && queue.All(task => task.State == "PENDING") && reasons.Length > 0;
        string? waiting = isWaiting ? string.Join(", ", reasons) : null;
        _times = waiting == _waiting ? _times + 1 : 0;
        _waiting = waiting;
        if (waiting is not null && _times == WorthTelling)
            StandardError.WriteLine($"{Counted.Of(queue.Count, "task")} in the queue, none runs: {waiting}.");
    }

    // Of whole shards, and of whole groups of others.
    private long Rows()
    {
        long rows = 0;
        foreach (int number in Enumerable.Range(0, _run.Shards))
        {
            var shard = new Shard(number, _run.Shards);
            var (first, end) = shard.RowsOf(_run.Rows);
            string groups = _folder.Groups(shard);
            rows +=
                File.Exists(_folder.Completion(shard)) ? end - first
                : Directory.Exists(groups) ? Math.Min(end - first, Groups(groups) * _run.GroupRows)
                : 0;
        }
        return rows;
    }

    private static long Groups(string folder)
    {
        try
        {
            return Directory.EnumerateFiles(folder, $"0*{ShardFolder.GroupExtension}").LongCount();
        }
        catch (DirectoryNotFoundException)
        {
            // Its part was whole in this moment.
            return 0;
        }
    }
}
