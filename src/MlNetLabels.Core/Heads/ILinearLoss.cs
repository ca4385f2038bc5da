namespace MlNetLabels.Heads;

/// <summary>What a head makes of a block of logits: loss, and the loss's slope along every logit.</summary>
internal interface ILinearLoss
{
    /// <summary>Replaces a block of logits by dLoss/dLogit and adds each output group's loss.</summary>
    /// <param name="first">Position of the block's first row among the training rows.</param>
    /// <param name="count">Rows in the block.</param>
    /// <param name="outputs">The outputs that the columns stand for, in order.</param>
    /// <param name="stride">
    /// Columns from one row to the next, the number of outputs padded to a multiple of
    /// <c>Vector&lt;float&gt;.Count</c>; slopes of padding are 0.
    /// </param>
    /// <param name="logits">count x stride; on return the slopes.</param>
    /// <param name="losses">
    /// One sum per output group: one for softmax, one per label for labels, in the order of <paramref name="outputs"/>.
    /// </param>
    void Evaluate(int first, int count, ReadOnlySpan<int> outputs, int stride, Span<float> logits, Span<double> losses);
}
