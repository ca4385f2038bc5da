namespace MlNetLabels.Embedding;

/// <summary>
/// Remembers embeddings between runs. Called from many threads at once; never fails, but that calls after it was
/// disposed, by whoever opened it, throw <see cref="ObjectDisposedException"/>.
/// </summary>
public interface IEmbeddingCache
{
    /// <summary>Copies a remembered embedding.</summary>
    /// <param name="key">What <see cref="EmbeddingSpace.Key"/> gave for the image.</param>
    /// <param name="embedding">Receives it, bit for bit; untouched where there is none.</param>
    /// <returns>Whether there was one.</returns>
    bool TryGet(byte[] key, Span<float> embedding);

    /// <summary>Remembers an embedding.</summary>
    /// <param name="space">What it was made with.</param>
    /// <param name="key">What <see cref="EmbeddingSpace.Key"/> gave for the image.</param>
    /// <param name="embedding">Its values.</param>
    void Add(EmbeddingSpace space, byte[] key, ReadOnlySpan<float> embedding);
}
