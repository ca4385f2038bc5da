using System.Security.Cryptography;
using MlNetLabels.Backbones;
using MlNetLabels.Images;

namespace MlNetLabels.Embedding;

/// <summary>
/// What happens to one image, on the calling thread: read its bytes, name them by their hash, and let each network of
/// the backbone add its part of the row.
/// </summary>
internal sealed class EmbeddingStep(Backbone backbone, EmbeddingOptions options)
{
    private readonly EmbeddingPart[] _parts = [.. backbone.Parts.Select(part => new EmbeddingPart(part, options))];

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

    private byte[] HashIfNeeded(ReadOnlySpan<byte> content) => options.Cache is null ? [] : SHA256.HashData(content);

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
        if (options.Warn is { } warn && JpegEnd.IsMissing(content))
            warn($"{path}: its last two bytes, the mark of a JPEG's end, are missing; all its pixels are there");
    }

    /// <summary>Embeds R, G, B bytes.</summary>
    /// <exception cref="ImageException">They cannot be used.</exception>
    public void RunPixels(ReadOnlySpan<byte> rgb, int width, int height, Span<float> row, CancellationToken stop)
    {
        foreach (var part in _parts)
        {
            var own = row[..part.Dimension];
            part.RunPixels(rgb, width, height, own, stop);
            Scale(own);
            row = row[part.Dimension..];
        }
    }

    private void Run(
        ReadOnlySpan<byte> content,
        ReadOnlySpan<byte> hash,
        Span<float> row,
        CancellationToken cancellationToken
    )
    {
        foreach (var part in _parts)
        {
            var own = row[..part.Dimension];
            part.Run(content, hash, own, cancellationToken);
            Scale(own);
            row = row[part.Dimension..];
        }
    }

    // The embedding of one network stays as it is; of several, each to unit length, so that none drowns the others.
    private void Scale(Span<float> part)
    {
        if (_parts.Length > 1)
            UnitLength.Scale(part);
    }
}
