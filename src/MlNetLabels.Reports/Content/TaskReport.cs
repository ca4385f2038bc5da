namespace MlNetLabels.Reports;

/// <summary>What the data asks for and which losses follow from it.</summary>
internal sealed record TaskReport
{
    /// <summary>
    /// "classes" where every image has exactly one class, "labelSets" where it has none, one or many labels.
    /// </summary>
    public required string Kind { get; init; }

    /// <summary>The loss each head was trained with, in words.</summary>
    public PerHead<string> Losses { get; init; } = new();

    /// <summary>Why: what in the data decided it.</summary>
    public required string Why { get; init; }
}
