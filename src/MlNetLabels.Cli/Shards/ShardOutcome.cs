namespace MlNetLabels.Cli.Shards;

/// <summary>What a task came to, and whether another task, or an earlier try, had finished it.</summary>
internal sealed record ShardOutcome(
    string Part,
    int Shard,
    int Shards,
    long Rows,
    long Embedded,
    IReadOnlyDictionary<string, long> Failed,
    double? Seconds,
    bool WasComplete
)
{
    public static ShardOutcome Of(ShardFolder folder, Shard shard, ShardCompletion completion, bool wasComplete) =>
        new(
            folder.Part(shard),
            shard.Number,
            shard.Count,
            completion.Rows,
            completion.Embedded,
            completion.Failed,
            completion.Seconds,
            wasComplete
        );
}
