using MlNetLabels.Images;

namespace MlNetLabels.Embedding;

/// <summary>How images become embeddings. Immutable and thread-safe.</summary>
public sealed record EmbeddingOptions
{
    /// <summary>
    /// Images in work at once, each decoded and embedded by one thread; the result does not depend on it.
    /// </summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Time that one image may take to decode; beyond it counts as one that cannot be used, once the rows in hand are
    /// decoded. 10 s by default, no limit if infinite.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Limits of the decoder. <see cref="ImageOptions.Default"/> by default, whose memory all of the process share that
    /// set nothing else; a new object has its own.
    /// </summary>
    public ImageOptions Images { get; init; } = ImageOptions.Default;

    /// <summary>
    /// Where embeddings are looked up before an image is decoded, and remembered; none by default. Whoever opened it
    /// disposes it.
    /// </summary>
    public IEmbeddingCache? Cache { get; init; }

    /// <summary>
    /// Told after every image that was decoded, from any thread, how long decoding and each network took; nobody by
    /// default.
    /// </summary>
    public Action<TimeSpan, TimeSpan>? Measured { get; init; }

    /// <summary>
    /// Told of files that are read although something is amiss, such as a JPEG whose end mark was lost: the file and
    /// what, from any thread. Null, the default, for nobody.
    /// </summary>
    public Action<string>? Warn { get; init; }
}
