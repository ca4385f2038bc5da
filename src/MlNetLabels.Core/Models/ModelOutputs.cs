using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Models;

/// <summary>What a model computes for a batch of images; row i of everything belongs to image i.</summary>
public sealed record ModelOutputs
{
    internal ModelOutputs(ScorerInput raw) => Raw = raw;

    /// <summary>Standardised embeddings and uncalibrated logits, as out-of-domain scores read them.</summary>
    internal ScorerInput Raw { get; }

    /// <summary>The images as each fold of the domain check sees them; <see cref="Raw"/> alone where it has none.</summary>
    internal IReadOnlyList<ScorerInput> Views { get; init; } = [];

    /// <summary>Uncalibrated class logits [images x classes]; null without a softmax head.</summary>
    public Matrix? ClassLogits => Raw.SoftmaxLogits;

    /// <summary>Uncalibrated label logits [images x labels]; null without label heads.</summary>
    public Matrix? LabelLogits => Raw.LabelLogits;

    /// <summary>Calibrated class probabilities [images x classes]; null without a softmax head.</summary>
    public Matrix? ClassProbabilities { get; init; }

    /// <summary>Calibrated label probabilities [images x labels]; null without label heads.</summary>
    public Matrix? LabelProbabilities { get; init; }

    /// <summary>The deciding out-of-domain score of each image; larger = further out.</summary>
    public required double[] DomainScores { get; init; }

    /// <summary>
    /// The score of the check for new classes of each image; larger = more likely of a class that the model does not
    /// know. Null where there is no such check.
    /// </summary>
    public double[]? NewClassScores { get; init; }

    /// <summary>Number of images.</summary>
    public int Rows => Raw.Rows;
}
