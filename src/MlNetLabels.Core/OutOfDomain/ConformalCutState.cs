namespace MlNetLabels.OutOfDomain;

/// <summary>A <see cref="ConformalCut"/> as plain numbers.</summary>
internal sealed record ConformalCutState
{
    /// <summary>Share of in-domain images that may be rejected.</summary>
    public required double Alpha { get; init; }

    /// <summary>Scores of the validation images, smallest first.</summary>
    public required IReadOnlyList<double> Scores { get; init; }

    /// <summary>Share of its group that each of them stands for; null where images came without groups.</summary>
    public IReadOnlyList<double>? Weights { get; init; }
}
