namespace MlNetLabels.Evaluation;

/// <summary>
/// What known negatives in training did for one set of images: how often the label heads say none, with and without
/// them.
/// </summary>
internal sealed record NegativesResult
{
    /// <summary>"known negatives" and "in domain" (test images), or an out-of-domain set.</summary>
    public required string Set { get; init; }

    /// <summary>Images judged.</summary>
    public required int Count { get; init; }

    /// <summary>Share on which no label head says yes; null without images.</summary>
    public double? NoneWith { get; init; }

    /// <summary>
    /// The same of label heads trained without the known negatives, their thresholds chosen without them too.
    /// </summary>
    public double? NoneWithout { get; init; }

    /// <summary>
    /// Share to which softmax gives a probability above 0.9; null without a softmax head. Negatives do not reach it.
    /// </summary>
    public double? SoftmaxAbove90 { get; init; }

    /// <summary>Share of the model's verdicts that is None.</summary>
    public double? VerdictNone { get; init; }

    /// <summary>Share of the model's verdicts that is Rejected.</summary>
    public double? VerdictRejected { get; init; }
}
