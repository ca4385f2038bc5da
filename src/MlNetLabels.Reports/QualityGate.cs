using System.Text.Json.Serialization;

namespace MlNetLabels.Reports;

/// <summary>A bound that the run was held to.</summary>
public sealed record QualityGate
{
    /// <summary>What is bounded, in words.</summary>
    public required string Name { get; init; }

    /// <summary>Its key in the gates file, for example "minAccuracy"; null for gates made elsewhere.</summary>
    public string? Key { get; init; }

    /// <summary>The figure found; null where it could not be computed, which fails the gate.</summary>
    public double? Value { get; init; }

    /// <summary>Why there is no figure; null where there is one.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// Where the figure probably lies, where that is known. The gate looks at the figure itself, not at the interval.
    /// </summary>
    [JsonInclude]
    internal ConfidenceInterval? Interval { get; init; }

    /// <summary>
    /// What a faultless model stays at or below in 95 % of cases, where its figure is above 0 by chance alone; null
    /// elsewhere. A figure up to this keeps any bound.
    /// </summary>
    [JsonInclude]
    internal double? ByChance { get; init; }

    /// <summary>The bound.</summary>
    public required double Bound { get; init; }

    /// <summary>Whether the bound is a minimum (true) or a maximum (false).</summary>
    public required bool IsMinimum { get; init; }

    /// <summary>Whether figure and bound are whole numbers of files.</summary>
    public bool IsCount { get; init; }

    /// <summary>
    /// Whether figure and bound are shares of images or files, from 0 to 1, which are read as percentages.
    /// </summary>
    public bool IsShare { get; init; }

    /// <summary>What to do where it fails.</summary>
    public required string Advice { get; init; }

    /// <summary>
    /// Whether the bound lies inside the interval, so that other images of the same kind may decide otherwise.
    /// </summary>
    public bool IsClose => Interval is { } interval && interval.Low <= Bound && Bound <= interval.High;

    /// <summary>Whether the figure keeps the bound.</summary>
    public bool Passed => Value is { } value && (IsMinimum ? value >= Bound : value <= Bound || value <= ByChance);
}
