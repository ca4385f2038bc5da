namespace MlNetLabels.OutOfDomain;

/// <summary>What an out-of-domain score reads.</summary>
internal enum ScoreHead
{
    /// <summary>The logits of the softmax head.</summary>
    Softmax,

    /// <summary>The logits of the label heads.</summary>
    Labels,

    /// <summary>The standardised embedding, and for some scores logits as well.</summary>
    Embedding,
}
