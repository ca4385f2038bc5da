namespace MlNetLabels.Reports;

/// <summary>A bound that the run was held to.</summary>
public sealed record QualityGate
{
    /// <summary>What is bounded, in words.</summary>
    public required string Name { get; init; }

    /// <summary>The figure found; null where it could not be computed, which fails the gate.</summary>
    public double? Value { get; init; }

    /// <summary>The bound.</summary>
    public required double Bound { get; init; }

    /// <summary>Whether the bound is a minimum (true) or a maximum (false).</summary>
    public required bool IsMinimum { get; init; }

    /// <summary>What to do where it fails.</summary>
    public required string Advice { get; init; }

    /// <summary>Whether the figure keeps the bound.</summary>
    public bool Passed => Value is { } value && (IsMinimum ? value >= Bound : value <= Bound);
}
