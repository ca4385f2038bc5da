namespace MlNetLabels.Cli.Shards;

/// <summary>What says that a part is whole, beside it as <c>part-….json</c>.</summary>
internal sealed record ShardCompletion
{
    /// <summary>Of the run.</summary>
    public required string Run { get; init; }

    public required int Shard { get; init; }

    public required int Shards { get; init; }

    public required long Rows { get; init; }

    /// <summary>Rows with an embedding.</summary>
    public required long Embedded { get; init; }

    /// <summary>Rows without one by reason.</summary>
    public required IReadOnlyDictionary<string, long> Failed { get; init; }

    /// <summary>Bytes of the part.</summary>
    public required long Bytes { get; init; }

    /// <summary>Of the part.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Work on all groups, over all tries; null where groups were gone when this was written.</summary>
    public double? Seconds { get; init; }

    /// <summary>Who finished it.</summary>
    public string? Host { get; init; }
}
