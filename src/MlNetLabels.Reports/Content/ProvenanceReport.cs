namespace MlNetLabels.Reports;

/// <summary>What it takes to make the same report again.</summary>
internal sealed record ProvenanceReport
{
    /// <summary>Seed of everything random.</summary>
    public required int Seed { get; init; }

    /// <summary>The command line, without secrets.</summary>
    public string? Command { get; init; }

    /// <summary>Options by name.</summary>
    public IReadOnlyDictionary<string, string>? Configuration { get; init; }

    /// <summary>Versions of the parts by name.</summary>
    public IReadOnlyDictionary<string, string> Versions { get; init; } = new Dictionary<string, string>();

    /// <summary>Lower-case hexadecimal hashes by what they are of.</summary>
    public IReadOnlyDictionary<string, string> Hashes { get; init; } = new Dictionary<string, string>();
}
