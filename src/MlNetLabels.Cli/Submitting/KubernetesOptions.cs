namespace MlNetLabels.Cli.Submitting;

/// <summary>What is asked of a run on Kubernetes.</summary>
internal sealed record KubernetesOptions
{
    public required string Name { get; init; }

    /// <summary>Null for the one that kubectl is set to.</summary>
    public string? Namespace { get; init; }

    public required int Shards { get; init; }

    /// <summary>How often a shard is tried again; 0 for never.</summary>
    public required int Retries { get; init; }

    /// <summary>The most pods at once; null for all.</summary>
    public int? Parallel { get; init; }

    public required string Image { get; init; }

    /// <summary>The program inside the image.</summary>
    public required string Program { get; init; }

    /// <summary>Cores of a pod; null for no request.</summary>
    public int? Cpus { get; init; }

    /// <summary>Memory of a pod, as Kubernetes writes it; null for no request.</summary>
    public string? Memory { get; init; }

    public required IReadOnlyList<KubernetesVolume> Volumes { get; init; }
}
