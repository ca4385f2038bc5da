namespace MlNetLabels.Evaluation;

/// <summary>How well one score of one head tells in-domain test images from one out-of-domain set.</summary>
internal sealed record OutOfDomainResult
{
    /// <summary>Name of the out-of-domain set.</summary>
    public required string Set { get; init; }

    /// <summary>"near", "far" or null where the set was given without a tag.</summary>
    public string? Distance { get; init; }

    /// <summary>Head the score reads: "softmax", "labels" or "embedding".</summary>
    public required string Head { get; init; }

    /// <summary>Name of the score.</summary>
    public required string Score { get; init; }

    /// <summary>
    /// Chance that an out-of-domain image scores further out than an in-domain one; 0.5 = blind, 1 = perfect.
    /// </summary>
    public double? Auroc { get; init; }

    /// <summary>Average precision with in-domain images as positives.</summary>
    public double? AuprIn { get; init; }

    /// <summary>Average precision with out-of-domain images as positives.</summary>
    public double? AuprOut { get; init; }

    /// <summary>
    /// Share of in-domain images flagged at the cut that flags 95 % of out-of-domain images; lower is better.
    /// </summary>
    public double? Fpr95OutPositive { get; init; }

    /// <summary>
    /// Share of out-of-domain images let through at the cut that lets 95 % of in-domain images through; lower is
    /// better.
    /// </summary>
    public double? Fpr95InPositive { get; init; }

    /// <summary>
    /// Share of the set's images rejected at the cut that keeps the promised share of validation images; null where
    /// validation was too small for one.
    /// </summary>
    public double? Rejected { get; init; }

    /// <summary>
    /// Share of the set's images that this score lets through at that cut and to which the head gives an answer with a
    /// probability above 0.9; lower is better. Scores of the embedding stand before the softmax head where there is
    /// one. Null without a cut.
    /// </summary>
    public double? ConfidentAccepted { get; init; }
}
