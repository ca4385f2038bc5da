using System.Collections.Concurrent;

namespace MlNetLabels.MLNet.Embedding;

/// <summary>
/// Embeddings of images that were read before, since ML.NET's trainers read their rows many times. Thread-safe.
/// </summary>
/// <param name="capacity">
/// The most images. Where there are more, the first ones are kept: of rows that are read again and again from the start,
/// any other rule would have dropped each before it is asked for.
/// </param>
internal sealed class RememberedEmbeddings(int capacity)
{
    private readonly ConcurrentDictionary<UInt128, float[]> _embeddings = new();
    private int _count;

    /// <summary>The embedding of an image; null where it is not remembered.</summary>
    public float[]? Find(ImageInput image) =>
        !_embeddings.IsEmpty && image.Identity() is { } key ? _embeddings.GetValueOrDefault(key) : null;

    /// <summary>The embedding of an image, made where it is not remembered.</summary>
    public float[] GetOrMake(ImageInput image, Func<ImageInput, float[]> make)
    {
        if (capacity == 0 || image.Identity() is not { } key)
            return make(image);
        if (_embeddings.TryGetValue(key, out float[]? known))
            return known;
        float[] embedding = make(image);
        if (Volatile.Read(ref _count) < capacity && _embeddings.TryAdd(key, embedding))
            Interlocked.Increment(ref _count);
        return embedding;
    }
}
