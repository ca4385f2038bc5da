using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MlNetLabels.Models;

namespace MlNetLabels.Backbones;

/// <summary>
/// A frozen network that turns prepared images into embeddings. One instance serves any number of threads: each call
/// computes on its caller's thread alone. Disposing it lets calls under way end and refuses later ones.
/// </summary>
public sealed class Backbone : IDisposable
{
    private readonly OnnxSession _session;
    private readonly BackboneSource _source;
    private readonly byte[] _suffix;
    private volatile bool _disposed;

    private Backbone(BackboneSource source)
    {
        _source = source;
        byte[] bytes = source.ReadOnnx();
        Sha256 = Hash(Card, bytes);
        (_session, _suffix) = new BackboneModel(Card, Location, source.IsTried).Open(bytes);
    }

    /// <summary>The version of ONNX Runtime that all backbones run on, as "1.31.1".</summary>
    public static string RuntimeVersion => OnnxEnvironment.Version;

    /// <summary>What is known about it.</summary>
    public BackboneCard Card => _source.Card;

    /// <summary>Where it was found: the path of its ONNX file, or the package and the file in it.</summary>
    public string Location => _source.Location;

    /// <summary>Length of one embedding.</summary>
    public int Dimension => Card.Dimension;

    /// <summary>
    /// SHA-256 (64 lower-case hexadecimal digits) over the ONNX file and what the card says of tensors and
    /// preprocessing, not over its descriptions: equal hashes mean equal embeddings of equal images on the same machine.
    /// </summary>
    public string Sha256 { get; }

    /// <summary>Loads a backbone.</summary>
    /// <param name="nameOrPath">
    /// The name of a backbone in a referenced package ("mobilenet-v3-small" is in
    /// MlNetLabels.Backbones.MobileNetV3Small) or in <see cref="BackboneOptions.ModelsFolder"/>, the path of a card, or
    /// the path of an ONNX file with a card of the same name beside it.
    /// </param>
    /// <param name="options">Where names are looked up besides.</param>
    /// <exception cref="InvalidInputException">Something is missing, damaged, or does not fit the card.</exception>
    public static Backbone Load(string nameOrPath, BackboneOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameOrPath);
        return new Backbone(BackboneFinder.Find(nameOrPath, options ?? new()));
    }

    /// <summary>Loads the backbone of a model.</summary>
    /// <exception cref="InvalidInputException">
    /// There is none of that name, or it is another than the model was trained with.
    /// </exception>
    public static Backbone Load(BackboneReference reference, BackboneOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (reference.Sha256 is null)
            throw new InvalidInputException(
                "The model was trained on embeddings of an unknown backbone, so it cannot read images: give "
                    + "embeddings, or train it on images."
            );
        var backbone = LoadNamed(reference.Name, options);
        try
        {
            backbone.CheckIs(reference);
            return backbone;
        }
        catch
        {
            backbone.Dispose();
            throw;
        }
    }

    /// <summary>Makes sure that this is the backbone of a model.</summary>
    /// <exception cref="InvalidInputException">It is another.</exception>
    public void CheckIs(BackboneReference reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (reference.Sha256 == Sha256)
            return;
        throw new InvalidInputException(
            $"The model was trained with backbone '{reference.Name}' {Short(reference.Sha256)}, but the one here is "
                + $"{Short(Sha256)}: its embeddings would mean something else. Train again, or bring the old backbone "
                + "back."
        );
    }

    /// <summary>What a model stores of it.</summary>
    public BackboneReference ToReference() =>
        new()
        {
            Name = Card.Name,
            Sha256 = Sha256,
            Dimension = Dimension,
            Preprocessing = JsonSerializer.SerializeToElement(
                Card.Preprocessing,
                BackboneCardJson.Default.Preprocessing
            ),
        };

    /// <summary>Loads a backbone by its name alone, for callers whose input may name no path.</summary>
    /// <exception cref="InvalidInputException">As <see cref="Load(string, BackboneOptions?)"/>; or the name is no plain one.</exception>
    internal static Backbone LoadNamed(string name, BackboneOptions? options) =>
        new(BackboneFinder.FindNamed(name, options ?? new()));

    /// <summary>Embeds prepared images. The result of an image does not depend on those beside it.</summary>
    /// <param name="tensors">
    /// <paramref name="count"/> tensors one after another, each 3 x height x width
    /// (<see cref="Images.Preprocessing"/>).
    /// </param>
    /// <param name="count">Number of images, zero included.</param>
    /// <param name="embeddings">
    /// Receives <paramref name="count"/> x <see cref="Dimension"/> values, row after row.
    /// </param>
    public void Embed(ReadOnlySpan<float> tensors, int count, Span<float> embeddings)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int each = Card.Preprocessing.TensorLength;
        ArgumentOutOfRangeException.ThrowIfNotEqual(tensors.Length, checked(count * each));
        ArgumentOutOfRangeException.ThrowIfNotEqual(embeddings.Length, checked(count * Dimension));
        // One at a time: on one thread a batch is no faster, and it needs the memory of all its images at once.
        for (int i = 0; i < count; i++)
            _session.Run(
                tensors.Slice(i * each, each),
                [1, 3, Card.Preprocessing.Height, Card.Preprocessing.Width],
                embeddings.Slice(i * Dimension, Dimension),
                [1, Dimension]
            );
    }

    /// <summary>
    /// The network as one ONNX file, for tools and larger graphs: its input is that of the card, and its last output
    /// the embedding, [N x <see cref="Dimension"/>] in single precision.
    /// </summary>
    /// <exception cref="InvalidInputException">The file is another than when the backbone was loaded.</exception>
    public byte[] ReadOnnx()
    {
        // Read anew, since keeping the bytes would double the memory of every backbone that is only used.
        byte[] bytes = _source.ReadOnnx();
        return Hash(Card, bytes) == Sha256
            ? [.. bytes, .. _suffix]
            : throw new InvalidInputException(Location, null, "it was changed while it was in use. Start again.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        _session.Dispose();
    }

    private static string Short(string? hash) => hash is null ? "of unknown hash" : hash[..Math.Min(12, hash.Length)];

    private static string Hash(BackboneCard card, byte[] bytes)
    {
        var p = card.Preprocessing;
        string facts =
            FormattableString.Invariant(
                $"{card.Input}\n{card.Output}\n{card.Dimension}\n{p.Width}x{p.Height} {p.Resize} {p.CropFraction:R}\n"
            ) + string.Join('\n', p.Mean.Concat(p.Std).Select(x => BitConverter.SingleToInt32Bits(x)));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(SHA256.HashData(bytes));
        hash.AppendData(Encoding.UTF8.GetBytes(facts));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
