namespace MlNetLabels.Cli.Submitting;

/// <summary>What is asked of a run on Slurm.</summary>
internal sealed record SlurmOptions
{
    public required int Shards { get; init; }

    /// <summary>How often a shard that is not whole is tried again; 0 for never.</summary>
    public required int Retries { get; init; }

    /// <summary>The most tasks at once; null for as many as there is room for.</summary>
    public int? Parallel { get; init; }

    /// <summary>The program and its first arguments, as tasks find them.</summary>
    public required IReadOnlyList<string> Program { get; init; }

    /// <summary>Options of sbatch, each a line of the script.</summary>
    public required IReadOnlyList<string> Sbatch { get; init; }
}
