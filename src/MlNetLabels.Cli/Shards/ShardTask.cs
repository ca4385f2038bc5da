using System.Diagnostics;
using MlNetLabels.Data;
using MlNetLabels.Embedding;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Shards;

/// <summary>
/// One shard's work, which may be killed at any instant and repeated: group after group, then the part, then what says
/// that it is whole. Each file is there whole or not at all, and the first that is there stays, so that two tasks on one
/// shard only lose time.
/// </summary>
/// <param name="folder">The folder of parts.</param>
/// <param name="run">The run.</param>
/// <param name="shard">The shard.</param>
internal sealed class ShardTask(ShardFolder folder, ShardRun run, Shard shard)
{
    private readonly PartColumns _columns = PartColumns.OfRun(run);

    /// <summary>Does what is left of the shard.</summary>
    /// <exception cref="InvalidInputException">More images cannot be used than allowed.</exception>
    /// <exception cref="SetUpException">What lies in the folder is of another run.</exception>
    public ShardOutcome Run(
        ShardEngine engine,
        EmbeddingSettings settings,
        Action<string> note,
        IProgress<WorkProgress> progress,
        CancellationToken cancellationToken
    )
    {
        var groups = new GroupFiles(folder, run, shard, _columns, note);
        TemporaryFiles.Clean(folder.Groups(shard));
        var completion = Finished();
        bool wasComplete = completion is not null;
        try
        {
            if (completion is null)
            {
                var part = PartLeftBehind(note);
                wasComplete = part is null && !Work(groups, engine, settings, note, progress, cancellationToken);
                completion = wasComplete ? Finished() : Complete(groups, part);
            }
        }
        // Another task took away the groups, since it had finished the part.
        catch (Exception error) when (error is IOException or InvalidInputException && Finished() is not null)
        {
            (completion, wasComplete) = (Finished(), true);
        }
        groups.Delete();
        return completion is not null
            ? ShardOutcome.Of(folder, shard, completion, wasComplete)
            : throw new IOException($"{folder.Part(shard)} was whole and is not any more: run the same call again.");
    }

    private (long First, long End) Rows => run.RowsOf(shard);

    private long GroupCount => (Rows.End - Rows.First + run.GroupRows - 1) / run.GroupRows;

    private ShardCompletion? Finished() => folder.Whole(run, shard);

    /// <summary>
    /// Of a task that was killed at the very end the part is there, and what says so is not. What a disk or a copy has
    /// changed since is taken away, and the shard is done again.
    /// </summary>
    private ShardCompletion? PartLeftBehind(Action<string> note)
    {
        string part = folder.Part(shard),
            said = folder.Completion(shard);
        // Another task may have finished in this moment.
        if (File.Exists(said) && Finished() is { } whole)
            return whole;
        if (File.Exists(said))
        {
            if (RunSaid() is { } other && other != run.Id)
                throw new SetUpException(
                    $"{said} is of another run than {ShardRun.FileName}: take it and its part away, or take another folder."
                );
            note($"{said} is damaged, or {part} is gone or not as it says: the shard is done again.");
            // In this order: a part that nothing says to be whole is believed.
            File.Delete(part);
            File.Delete(said);
            return null;
        }
        if (!File.Exists(part))
            return null;
        try
        {
            return Summarize();
        }
        catch (InvalidInputException error)
        {
            note($"{error.Message} The shard is done again.");
            File.Delete(part);
            return null;
        }
    }

    // Null where it cannot be read.
    private string? RunSaid()
    {
        try
        {
            return folder.ReadCompletion(shard)?.Run;
        }
        catch (InvalidInputException)
        {
            return null;
        }
    }

    // False where another task finished meanwhile.
    private bool Work(
        GroupFiles groups,
        ShardEngine engine,
        EmbeddingSettings settings,
        Action<string> note,
        IProgress<WorkProgress> progress,
        CancellationToken cancellationToken
    )
    {
        var (first, end) = Rows;
        int allowed = settings.MaxFailures.Allowed((int)Math.Min(end - first, int.MaxValue));
        long number = 0,
            failed = 0,
            done = 0;
        var incomplete = new List<long>();
        string? firstFailure = null;
        ImageEmbedder? embedder = null;
        using var places = new ShardPlaces(run);
        foreach (string[][] rows in ShardRows.Read(folder, run, shard.Number).Chunk(run.GroupRows))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Finished() is not null)
                return false;
            var answered = groups.Read(number);
            bool isNew = answered is null;
            if (isNew)
                CheckMounted(rows);
            long clock = Stopwatch.GetTimestamp();
            answered ??= engine.Answer(
                embedder ??= engine.Embedder(settings, note),
                _columns,
                first + number * run.GroupRows,
                places.Find(rows, cancellationToken),
                new PartialProgress(progress, $"Shard {shard.Number} of {shard.Count}", done, end - first),
                cancellationToken
            );
            if (Array.FindIndex(answered.Reasons, reason => reason is not null) is >= 0 and int failure)
            {
                failed += answered.Count - answered.Embedded;
                firstFailure ??= $"{answered.Files[failure]}: {answered.Reasons[failure]}";
                incomplete.Add(number);
            }
            string share = settings.MaxFailures.ToString();
            if (failed > allowed)
            {
                // What made them fail may be gone with the next try: a disk that was not there, say.
                incomplete.ForEach(groups.Delete);
                throw new InvalidInputException(
                    $"{failed} of the {end - first} images of shard {shard.Number} could not be read, but --max-failures allows "
                        + $"{(share.EndsWith('%') ? $"{share}, which is " : "")}{allowed}. First: {firstFailure}. Nothing of them "
                        + "is kept: make them readable and run the same call again, or allow more with --max-failures."
                );
            }
            if (isNew)
                groups.Write(number, answered, Stopwatch.GetElapsedTime(clock));
            number++;
            done += rows.Length;
        }
        return true;
    }

    // An unmounted folder is an empty one, and its images would be rows that failed for good. Of a list the same may be
    // meant: it names what was never there, too.
    private void CheckMounted(string[][] rows)
    {
        if (!run.IsOfFolder)
            return;
        int file = run.Columns.ToList().IndexOf("file");
        bool IsThere(string[] row) => File.Exists(ImageFiles.Listed(run.Folder, row[file]).Path);
        if (!rows.Any(IsThere) && !ShardRows.Read(folder, run, shard.Number).Any(IsThere))
            throw new InvalidInputException(
                run.Folder,
                null,
                $"none of the {Counted.Of(Rows.End - Rows.First, "image")} of shard {shard.Number} that the plan listed is there. "
                    + "Is the folder mounted? Run the same call again then."
            );
    }

    private ShardCompletion? Complete(GroupFiles groups, ShardCompletion? part)
    {
        if (part is null)
            groups.Assemble(GroupCount);
        var completion = (part ?? Summarize()) with { Seconds = groups.Seconds(GroupCount) };
        // Not beside the others: a folder of many parts is slow to look through for what was left.
        ShardFolder.WriteOnce(
            folder.Completion(shard),
            stream => ShardJson.Write(stream, completion),
            folder.Groups(shard)
        );
        return Finished();
    }

    // Read back from the disk: what is said is said of the part that is there, whoever wrote it.
    private ShardCompletion Summarize()
    {
        string path = folder.Part(shard);
        var failed = new SortedDictionary<string, long>(StringComparer.Ordinal);
        long embedded = 0,
            next = Rows.First;
        using (var part = new PartReader(path, _columns, run.Backbone.Dimension))
        {
            if (part.About(PartAbout.Run) != run.Id || part.About(PartAbout.Shard) != shard.ToString())
                throw new SetUpException(
                    $"{path} is there already and of another run: take it away, or take another folder."
                );
            for (int group = 0; group < part.Groups; group++)
            {
                var rows = part.Read(group);
                embedded += rows.Embedded;
                foreach (string? reason in rows.Reasons)
                    if (reason is not null)
                        failed[reason] = failed.GetValueOrDefault(reason) + 1;
                if (rows.Count > 0 && rows.First != next)
                    throw new InvalidInputException(path, null, $"row {next} is not there.");
                next += rows.Count;
            }
        }
        if (next != Rows.End)
            throw new InvalidInputException(path, null, $"row {next} is not there.");
        return new ShardCompletion
        {
            Run = run.Id,
            Shard = shard.Number,
            Shards = shard.Count,
            Rows = next - Rows.First,
            Embedded = embedded,
            Failed = failed,
            Bytes = new FileInfo(path).Length,
            Sha256 = ShardFolder.HashOf(path),
            Host = Environment.MachineName,
        };
    }

    // Of a group, as of its shard.
    private sealed class PartialProgress(IProgress<WorkProgress> progress, string phase, long before, long total)
        : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) =>
            progress.Report(
                new(phase, (int)Math.Min(before + value.Done, int.MaxValue), (int)Math.Min(total, int.MaxValue))
            );
    }
}
