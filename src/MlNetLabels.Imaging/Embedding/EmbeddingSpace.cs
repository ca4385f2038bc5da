using System.Security.Cryptography;
using System.Text;
using MlNetLabels.Backbones;
using MlNetLabels.Backbones.Direct;
using MlNetLabels.Images;
using MlNetLabels.Images.Libvips;

namespace MlNetLabels.Embedding;

/// <summary>
/// All that an embedding depends on besides the image's bytes: backbone, preprocessing, decoder and runtime. Where any
/// of it differs, no key is equal, so an embedding of another making is never found. Immutable and thread-safe.
/// </summary>
public sealed class EmbeddingSpace
{
    // Of the text below: another version would find nothing that was remembered before.
    private const int FormatVersion = 1;

    private const int KeyBytes = SHA256.HashSizeInBytes;

    /// <summary>The space of a backbone's embeddings.</summary>
    /// <param name="backbone">What makes the embeddings; read here and not kept.</param>
    /// <param name="images">How images are decoded.</param>
    public EmbeddingSpace(Backbone backbone, ImageOptions images)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(images);
        var p = backbone.Card.Preprocessing;
        VipsLibrary.EnsureReady();
        string libvips = string.Join('.', Enumerable.Range(0, 3).Select(NativeMethods.Version));
        Backbone = backbone.Card.Name;
        About = FormattableString.Invariant(
            $"""
            format {FormatVersion}
            backbone {backbone.Sha256}, {backbone.Dimension} dimensions
            preprocessing {p.Width}x{p.Height} {p.Resize} {p.CropFraction:R}, mean {Bits(p.Mean)}, std {Bits(p.Std)}
            decoder {ImageLoader.Version}, libvips {libvips}, at most {images.MaxPixels} pixels, SVG {images.AllowSvg}
            ONNX Runtime {OnnxEnvironment.Version}, direct {DirectNetwork.Version}
            """
        );
        Id = SHA256.HashData(Encoding.UTF8.GetBytes(About));
    }

    /// <summary>SHA-256 of <see cref="About"/>.</summary>
    public byte[] Id { get; }

    /// <summary>The backbone's name, for people.</summary>
    public string Backbone { get; }

    /// <summary>The facts, one kind per line.</summary>
    public string About { get; }

    /// <summary>The key of an image's embedding.</summary>
    /// <param name="content">SHA-256 of the file's bytes.</param>
    public byte[] Key(ReadOnlySpan<byte> content)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(content.Length, KeyBytes);
        return SHA256.HashData([.. Id, .. content]);
    }

    private static string Bits(IReadOnlyList<float> values) =>
        string.Join(' ', values.Select(BitConverter.SingleToInt32Bits));
}
