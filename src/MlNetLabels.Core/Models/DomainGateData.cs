using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Models;

/// <summary>What a domain check is made from.</summary>
internal sealed record DomainGateData
{
    /// <summary>In-domain images that the scores are fitted on.</summary>
    public required ScorerTraining Training { get; init; }

    /// <summary>In-domain images that the scores were not fitted on; they set the cut.</summary>
    public required ScorerInput Validation { get; init; }

    /// <summary>One group a validation image; all different, or none, where images are independent.</summary>
    public int[] Groups { get; init; } = [];

    /// <summary>Whether no image is held out because groups are too few to divide.</summary>
    public bool LacksGroups { get; init; }

    /// <summary>Out-of-domain images to choose the score by; never the ones it is judged on.</summary>
    public IReadOnlyList<(string Name, ScorerInput Rows)> Outside { get; init; } = [];

    /// <summary>Remembers <see cref="Outside"/>.</summary>
    public string OutsideFingerprints { get; init; } = "";

    /// <summary>
    /// The score that decides where the user says so; otherwise the best on <see cref="Outside"/>, or the default.
    /// </summary>
    public string? Decider { get; init; }

    /// <summary>Share of in-domain images that may be rejected.</summary>
    public required double RejectRate { get; init; }

    /// <summary>
    /// Share of in-domain images that may be called unsure; null for no check for new classes.
    /// </summary>
    public double? UnsureRate { get; init; }
}
