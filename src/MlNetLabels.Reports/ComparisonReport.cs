using System.Text.Json.Serialization;

namespace MlNetLabels.Reports;

/// <summary>Two runs judged on the test images that both reports hold. Immutable.</summary>
public sealed class ComparisonReport
{
    // Below it an adjusted p-value speaks of more than chance.
    internal const double Level = 0.05;

    internal ComparisonReport(
        ComparedRun a,
        ComparedRun b,
        int shared,
        IReadOnlyList<string> warnings,
        IReadOnlyList<HeadComparison> heads
    ) => (A, B, Shared, Warnings, Heads) = (a, b, shared, warnings, heads);

    /// <summary>Version of the JSON outline.</summary>
    public int SchemaVersion { get; } = 1;

    /// <summary>The first run.</summary>
    [JsonInclude]
    internal ComparedRun A { get; }

    /// <summary>The second run.</summary>
    [JsonInclude]
    internal ComparedRun B { get; }

    /// <summary>Test images that both hold, by content, with the same truth: those that are compared.</summary>
    public int Shared { get; }

    /// <summary>What kept the comparison from being whole.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>One entry per head that both have.</summary>
    [JsonInclude]
    internal IReadOnlyList<HeadComparison> Heads { get; }

    /// <summary>All figures, by head.</summary>
    [JsonIgnore]
    public IReadOnlyList<ComparedFigure> Figures =>
        [
            .. Heads.SelectMany(head =>
                head.Figures.Select(x => new ComparedFigure(
                    head.Head,
                    x.Metric,
                    x.HigherIsBetter,
                    x.A,
                    x.B,
                    x.Interval?.Low,
                    x.Interval?.High,
                    x.AdjustedPValue
                ))
            ),
        ];

    /// <summary>Whether any figure differs beyond chance, after correction for the number of figures.</summary>
    [JsonIgnore]
    public bool HasRealDifference => Heads.Any(head => head.Figures.Any(figure => figure.IsReal));
}
