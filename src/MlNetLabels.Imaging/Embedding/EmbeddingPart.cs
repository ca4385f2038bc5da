using System.Buffers;
using System.Diagnostics;
using MlNetLabels.Backbones;
using MlNetLabels.Images;

namespace MlNetLabels.Embedding;

/// <summary>One network's embedding of an image, on the calling thread: looked up, else decoded and computed.</summary>
/// <param name="backbone">A single network.</param>
/// <param name="options">Limits of the decoder, time, cache.</param>
internal sealed class EmbeddingPart(Backbone backbone, EmbeddingOptions options)
{
    private readonly Preprocessing _preprocessing = backbone.Card.Preprocessing;
    private readonly EmbeddingSpace? _space = options.Cache is null
        ? null
        : new EmbeddingSpace(backbone, options.Images);

    /// <summary>Length of the embedding.</summary>
    public int Dimension => backbone.Dimension;

    /// <summary>Embeds a file's bytes.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="hash">Their SHA-256; not read where there is no cache.</param>
    /// <param name="row">Receives the embedding.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ImageException">They cannot be used.</exception>
    public void Run(
        ReadOnlySpan<byte> content,
        ReadOnlySpan<byte> hash,
        Span<float> row,
        CancellationToken cancellationToken
    )
    {
        if (_space is not { } space || options.Cache is not { } cache)
        {
            Make(content, row, cancellationToken);
            return;
        }
        byte[] key = space.Key(hash);
        if (cache.TryGet(key, row))
            return;
        Make(content, row, cancellationToken);
        cache.Add(space, key, row);
    }

    /// <summary>Embeds R, G, B bytes.</summary>
    /// <exception cref="ImageException">They cannot be used.</exception>
    public void RunPixels(ReadOnlySpan<byte> rgb, int width, int height, Span<float> row, CancellationToken stop)
    {
        using var tensor = new RentedTensor(_preprocessing.TensorLength);
        DecodedPixels.Load(rgb, width, height, _preprocessing, options.Images, tensor.Span, options.Timeout, stop);
        backbone.Embed(tensor.Span, 1, row);
    }

    private void Make(ReadOnlySpan<byte> content, Span<float> row, CancellationToken cancellationToken)
    {
        using var tensor = new RentedTensor(_preprocessing.TensorLength);
        long start = Stopwatch.GetTimestamp();
        ImageLoader.Load(content, _preprocessing, options.Images, tensor.Span, options.Timeout, cancellationToken);
        long decoded = Stopwatch.GetTimestamp();
        backbone.Embed(tensor.Span, 1, row);
        options.Measured?.Invoke(Stopwatch.GetElapsedTime(start, decoded), Stopwatch.GetElapsedTime(decoded));
    }

    // Too large for the small object heap, so a thread uses the same one again and again.
    private readonly struct RentedTensor(int length) : IDisposable
    {
        private readonly float[] _values = ArrayPool<float>.Shared.Rent(length);

        public Span<float> Span => _values.AsSpan(0, length);

        public void Dispose() => ArrayPool<float>.Shared.Return(_values);
    }
}
