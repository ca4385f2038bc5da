namespace MlNetLabels.Evaluation;

/// <summary>
/// What both questions of a domain check say of one set of images: are they of another kind, and are they perhaps of a
/// class that the model does not know.
/// </summary>
internal sealed record StrangersRow
{
    /// <summary>"in domain", or the name of the out-of-domain set.</summary>
    public required string Set { get; init; }

    /// <summary>"near", "far" or null where the set was given without a tag, and in domain.</summary>
    public string? Distance { get; init; }

    /// <summary>Number of images.</summary>
    public required int Count { get; init; }

    /// <summary>Share called of another kind; null without images, or without a cut.</summary>
    public double? OtherKind { get; init; }

    /// <summary>Share called unsure, and so not of another kind; null without images, or without such a check.</summary>
    public double? Unsure { get; init; }

    /// <summary>Share called either; null where neither question has a cut.</summary>
    public double? Either { get; init; }

    /// <summary>AUROC of the first question against in-domain images; null in domain.</summary>
    public double? OtherKindAuroc { get; init; }

    /// <summary>AUROC of the second.</summary>
    public double? UnsureAuroc { get; init; }
}
