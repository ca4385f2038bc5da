using MlNetLabels.Reports;

namespace MlNetLabels.Runs;

/// <summary>What <see cref="ImageRuns.Evaluate"/> found.</summary>
public sealed record EvaluateResult
{
    /// <summary>Everything that was found.</summary>
    public required EvaluationReport Report { get; init; }

    /// <summary>The bundle that was judged.</summary>
    public required string ModelFile { get; init; }

    /// <summary>The page that was written, one file that opens offline; null where none was asked for.</summary>
    public string? HtmlFile { get; init; }

    /// <summary>The same report for machines; null where none was asked for.</summary>
    public string? JsonFile { get; init; }

    /// <summary>One sentence for each gate whose figure does not keep its bound; empty where all passed.</summary>
    public IReadOnlyList<string> FailedGates { get; init; } = [];
}
