using System.Buffers;
using System.Security.Cryptography;
using MlNetLabels.Backbones;
using MlNetLabels.Images;

namespace MlNetLabels.Embedding;

/// <summary>
/// What happens to one image, on the calling thread: read its bytes, name them by their hash, look that up, else decode
/// and run the backbone.
/// </summary>
internal sealed class EmbeddingStep(Backbone backbone, EmbeddingOptions options)
{
    private readonly Preprocessing _preprocessing = backbone.Card.Preprocessing;
    private readonly EmbeddingSpace? _space = options.Cache is null
        ? null
        : new EmbeddingSpace(backbone, options.Images);

    /// <summary>Limits of the decoder.</summary>
    public ImageOptions Images => options.Images;

    /// <summary>Embeds a file and gives the SHA-256 of its bytes in lower-case hexadecimal digits.</summary>
    /// <exception cref="ImageException">It cannot be used.</exception>
    public string Run(string path, Span<float> row, CancellationToken cancellationToken)
    {
        using var content = ImageBytes.Read(path, options.Images, cancellationToken);
        byte[] hash = SHA256.HashData(content.Span);
        Run(path, content.Span, hash, row, cancellationToken);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>Embeds a file's bytes, whose path messages name.</summary>
    /// <exception cref="ImageException">They cannot be used.</exception>
    public void Run(string path, ReadOnlySpan<byte> content, Span<float> row, CancellationToken cancellationToken) =>
        Run(path, content, HashIfNeeded(content), row, cancellationToken);

    /// <summary>Embeds a file's bytes.</summary>
    /// <exception cref="ImageException">They cannot be used.</exception>
    public void Run(ReadOnlySpan<byte> content, Span<float> row, CancellationToken cancellationToken) =>
        Run(content, HashIfNeeded(content), row, cancellationToken);

    private byte[] HashIfNeeded(ReadOnlySpan<byte> content) => _space is null ? [] : SHA256.HashData(content);

    private void Run(
        string path,
        ReadOnlySpan<byte> content,
        ReadOnlySpan<byte> hash,
        Span<float> row,
        CancellationToken cancellationToken
    )
    {
        try
        {
            Run(content, hash, row, cancellationToken);
        }
        catch (ImageException e)
        {
            throw new ImageException(path, e.Reason, e);
        }
    }

    private void Run(
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
        float[] rented = ArrayPool<float>.Shared.Rent(_preprocessing.TensorLength);
        try
        {
            var tensor = rented.AsSpan(0, _preprocessing.TensorLength);
            DecodedPixels.Load(rgb, width, height, _preprocessing, options.Images, tensor, options.Timeout, stop);
            backbone.Embed(tensor, 1, row);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }

    private void Make(ReadOnlySpan<byte> content, Span<float> row, CancellationToken cancellationToken)
    {
        // Too large for the small object heap, so a thread uses the same one again and again.
        float[] rented = ArrayPool<float>.Shared.Rent(_preprocessing.TensorLength);
        try
        {
            var tensor = rented.AsSpan(0, _preprocessing.TensorLength);
            ImageLoader.Load(content, _preprocessing, options.Images, tensor, options.Timeout, cancellationToken);
            backbone.Embed(tensor, 1, row);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }
}
