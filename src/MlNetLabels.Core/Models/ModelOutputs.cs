using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Models;

/// <summary>What a model computes for a batch of images; row i of everything belongs to image i.</summary>
public sealed record ModelOutputs
{
    internal ModelOutputs(ScorerInput raw) => Raw = raw;

    /// <summary>Standardised embeddings and uncalibrated logits, as out-of-domain scores read them.</summary>
    internal ScorerInput Raw { get; }

    /// <summary>The embeddings that it was computed from.</summary>
    internal Matrix? Embeddings { get; init; }

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

    /// <summary>Number of images.</summary>
    public int Rows => Raw.Rows;
}
