namespace MlNetLabels.OutOfDomain;

/// <summary>What scores may read of one image; a part that is not there is empty.</summary>
internal readonly ref struct ScorerRow
{
    /// <summary>Standardised embedding [dimensions].</summary>
    public ReadOnlySpan<float> Embedding { get; init; }

    /// <summary>The same embedding as the backbone gave it [dimensions].</summary>
    public ReadOnlySpan<float> RawEmbedding { get; init; }

    /// <summary>Uncalibrated logits of the softmax head [classes].</summary>
    public ReadOnlySpan<float> SoftmaxLogits { get; init; }

    /// <summary>Uncalibrated logits of the label heads [labels].</summary>
    public ReadOnlySpan<float> LabelLogits { get; init; }

    internal void ThrowIfNotFinite()
    {
        if (
            ScorerInput.IsFinite(Embedding)
            && ScorerInput.IsFinite(RawEmbedding)
            && ScorerInput.IsFinite(SoftmaxLogits)
            && ScorerInput.IsFinite(LabelLogits)
        )
            return;
        throw new InvalidInputException(
            "The embedding or the logits of the image hold a value that is not finite; leave that image out or embed it again."
        );
    }
}
