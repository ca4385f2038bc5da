using System.Text.Json.Serialization;

namespace MlNetLabels.Cli.Shards;

/// <summary>A file that does not belong, or does not hold what it should.</summary>
/// <param name="File">Its name.</param>
/// <param name="Kind">foreign (of another run), double (of a shard that another file is of), damaged, or lost.</param>
/// <param name="Why">In words.</param>
internal sealed record ShardFault(string File, string Kind, string Why);

/// <summary>Whether a folder holds every row of its run once.</summary>
internal sealed record ShardCheck
{
    public const string Foreign = "foreign",
        Double = "double",
        Damaged = "damaged",
        Lost = "lost";

    public required bool IsComplete { get; init; }

    public required int Shards { get; init; }

    public required int Done { get; init; }

    /// <summary>Shards to run, as an array expression; null for none.</summary>
    public string? Missing => ToRun.Count == 0 ? null : ArrayExpression.Of(ToRun);

    /// <summary>The same by number.</summary>
    [JsonIgnore]
    public IReadOnlyList<int> ToRun { get; init; } = [];

    /// <summary>Those of them that were begun.</summary>
    public string? Begun { get; init; }

    public required IReadOnlyList<ShardFault> Faults { get; init; }

    /// <summary>Rows of the list.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows of shards that are whole.</summary>
    public required long DoneRows { get; init; }

    public required long Embedded { get; init; }

    /// <summary>Rows without an embedding, by reason.</summary>
    public required IReadOnlyDictionary<string, long> Failed { get; init; }

    /// <summary>Looks at every file of the folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="hashes">Whether parts and list are read whole and held against their hashes; else by length.</param>
    /// <param name="progress">Told after every part; null for nobody.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="list">Whether the run's list has to be there.</param>
    public static ShardCheck Of(
        ShardFolder folder,
        bool hashes,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellationToken,
        bool list = true
    )
    {
        var run = folder.Run();
        var faults = Strangers(folder, run);
        if (list && !IsOwnList(folder.List(run), run, hashes))
            faults.Add(new(run.List, Lost, $"it is gone, or not the list that {ShardRun.FileName} is of. Put it back"));
        var failed = new SortedDictionary<string, long>(StringComparer.Ordinal);
        List<int> missing = [],
            begun = [];
        long rows = 0,
            embedded = 0;
        foreach (int number in Enumerable.Range(0, run.Shards))
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(new("Checking parts", number, run.Shards));
            var shard = new Shard(number, run.Shards);
            var (completion, fault) = Look(folder, run, shard, hashes);
            if (fault is not null)
                faults.Add(fault);
            if (completion is null || fault is not null)
            {
                missing.Add(number);
                if (Directory.Exists(folder.Groups(shard)))
                    begun.Add(number);
                continue;
            }
            rows += completion.Rows;
            embedded += completion.Embedded;
            foreach (var (reason, count) in completion.Failed)
                failed[reason] = failed.GetValueOrDefault(reason) + count;
        }
        progress?.Report(new("Checking parts", run.Shards, run.Shards));
        return new ShardCheck
        {
            IsComplete = missing.Count == 0 && faults.Count == 0 && rows == run.Rows,
            Shards = run.Shards,
            Done = run.Shards - missing.Count,
            ToRun = missing,
            Begun = begun.Count == 0 ? null : ArrayExpression.Of(begun),
            Faults = faults,
            Rows = run.Rows,
            DoneRows = rows,
            Embedded = embedded,
            Failed = failed,
        };
    }

    // What is called as a part and is none of this run's.
    private static List<ShardFault> Strangers(ShardFolder folder, ShardRun run) =>
        [
            .. new DirectoryInfo(folder.Path)
                .EnumerateFiles("part-*")
                .Where(file => file.Extension is ".parquet" or ".json")
                .Select(file => file.Name)
                .Order(StringComparer.Ordinal)
                .Where(name => Shard.Of(System.IO.Path.GetFileNameWithoutExtension(name))?.Count != run.Shards)
                .Select(name => new ShardFault(name, Foreign, $"the run has {run.Shards} shards")),
        ];

    private static bool IsOwnList(string path, ShardRun run, bool hashes) =>
        new FileInfo(path) is { Exists: true } file
        && file.Length == run.ListBytes
        && (!hashes || ShardFolder.HashOf(path) == run.ListSha256);

    private static (ShardCompletion? Completion, ShardFault? Fault) Look(
        ShardFolder folder,
        ShardRun run,
        Shard shard,
        bool hashes
    )
    {
        string path = folder.Part(shard),
            name = System.IO.Path.GetFileName(path);
        var part = new FileInfo(path);
        try
        {
            var completion = folder.ReadCompletion(shard);
            var fault =
                part.Exists ? Fault(path, name, run, shard, completion, hashes)
                : completion is null ? null
                : new ShardFault(
                    System.IO.Path.GetFileName(folder.Completion(shard)),
                    Damaged,
                    $"it says that {name} is whole, which is not there"
                );
            return (completion, fault);
        }
        catch (InvalidInputException error)
        {
            return (
                null,
                new(error.File is { } file ? System.IO.Path.GetFileName(file) : name, Damaged, error.Message)
            );
        }
    }

    private static ShardFault? Fault(
        string path,
        string name,
        ShardRun run,
        Shard shard,
        ShardCompletion? completion,
        bool hashes
    )
    {
        using (var reader = new PartReader(path, PartColumns.OfRun(run), run.Backbone.Dimension))
        {
            if (reader.About(PartAbout.Run) != run.Id)
                return new(name, Foreign, "it is of another run");
            if (reader.About(PartAbout.Shard) is var own && own != shard.ToString())
                return new(name, Double, $"its rows are those of shard {own}");
        }
        // A part that nothing says to be whole yet: its task was killed at the very end, and says it when it runs again.
        if (completion is null)
            return null;
        var (first, end) = run.RowsOf(shard);
        if (completion.Run != run.Id || completion.Shard != shard.Number || completion.Rows != end - first)
            return new($"{shard.Name}.json", Foreign, "it is of another run or shard");
        return ShardFolder.IsAsSaid(path, completion, hashes)
            ? null
            : new(name, Damaged, "it is not the file that was written");
    }
}
