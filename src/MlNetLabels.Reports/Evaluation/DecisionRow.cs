namespace MlNetLabels.Evaluation;

/// <summary>
/// One head used as a decision rule, alone or in the whole model, and what it does with every kind of image.
/// </summary>
internal sealed record DecisionRow
{
    /// <summary>"softmax" or "labels".</summary>
    public required string Head { get; init; }

    /// <summary>
    /// The out-of-domain score that decides where the head answers as in the whole model: nothing that is rejected or
    /// unsure, and nothing where the verdict is none. Null where the head stands alone.
    /// </summary>
    public string? DomainCheck { get; init; }

    /// <summary>
    /// True where that check is off, so that it takes no answer back; null where it is on, and where the head stands alone.
    /// </summary>
    public bool? IsOff { get; init; }

    /// <summary>What it does with in-domain test images.</summary>
    public required DecisionOutcome InDomain { get; init; }

    /// <summary>What it does with out-of-domain images, by the set's name. Every answer there is wrong.</summary>
    public IReadOnlyDictionary<string, DecisionOutcome> OutOfDomain { get; init; } =
        new Dictionary<string, DecisionOutcome>();
}

/// <summary>What a decision rule does with one set of images.</summary>
internal sealed record DecisionOutcome
{
    /// <summary>Images judged.</summary>
    public required int Count { get; init; }

    /// <summary>Share that gets a class or at least one label.</summary>
    public double? Accepted { get; init; }

    /// <summary>
    /// Among the accepted, the share whose class, or whole label set, is right; null out of domain and where none is
    /// accepted.
    /// </summary>
    public double? CorrectOfAccepted { get; init; }

    /// <summary>
    /// Share of all images that is accepted and given a class, or a label, of a probability above 0.9 that is not right;
    /// lower is better.
    /// </summary>
    public double? ConfidentWrong { get; init; }
}
