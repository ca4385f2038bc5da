using System.Security.Cryptography;
using System.Text;
using MlNetLabels.Onnx.Protobuf;

namespace MlNetLabels.Backbones;

/// <summary>
/// A frozen network that turns prepared images into embeddings. One instance serves any number of threads: each call
/// computes on its caller's thread alone. Disposing it while calls run is safe: those end as usual, the last one frees
/// the network, and later calls throw <see cref="ObjectDisposedException"/>.
/// </summary>
public sealed class Backbone : IDisposable
{
    private readonly OnnxSession _session;
    private readonly bool _oneByOne,
        _pools;
    private readonly Func<byte[]> _readAgain;
    private bool _disposed;

    private Backbone(BackboneCard card, string path, byte[] bytes, Func<byte[]> readAgain)
    {
        Card = card;
        Path = path;
        Sha256 = Hash(card, bytes);
        _readAgain = readAgain;
        (_session, _oneByOne, _pools) = new BackboneModel(card, path).Open(bytes);
    }

    /// <summary>The version of ONNX Runtime that all backbones run on, as "1.29.0".</summary>
    public static string RuntimeVersion => OnnxEnvironment.Version;

    /// <summary>What is known about it.</summary>
    public BackboneCard Card { get; }

    /// <summary>The ONNX file.</summary>
    public string Path { get; }

    /// <summary>Length of one embedding.</summary>
    public int Dimension => Card.Dimension;

    /// <summary>
    /// SHA-256 (64 lower-case hexadecimal digits) over the ONNX file and what the card says of tensors and
    /// preprocessing, not
    /// over its descriptions: equal hashes mean equal embeddings of equal images on the same machine.
    /// </summary>
    public string Sha256 { get; }

    /// <summary>Loads a backbone; the bundled one is imported from its weights on first need.</summary>
    /// <param name="nameOrPath">
    /// "mobilenet-v3-small", the path of a card, or the path of an ONNX file with a card of the same name beside it.
    /// </param>
    /// <param name="options">Folders other than the usual ones.</param>
    /// <exception cref="InvalidInputException">Something is missing, damaged, or does not fit the card.</exception>
    public static Backbone Load(string nameOrPath, BackboneOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameOrPath);
        options ??= new();
        string cardPath = BackboneStore.FindCard(nameOrPath, options);
        var card = BackboneCard.Read(cardPath);
        if (
            nameOrPath.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)
            && System.IO.Path.GetFileName(nameOrPath) != card.Onnx
        )
            throw new InvalidInputException(
                cardPath,
                null,
                $"it is the card of '{card.Onnx}', not of '{nameOrPath}'. Set its member 'onnx'."
            );
        var (bytes, path) = BackboneImport.Read(card, cardPath, options);
        return new Backbone(card, path, bytes, () => BackboneImport.Read(card, cardPath, options).Bytes);
    }

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
    /// The network itself: the name of its embedding, N x <see cref="Dimension"/>, and whether N can only be 1.
    /// </summary>
    /// <exception cref="InvalidInputException">The file is another than when the backbone was loaded.</exception>
    internal (ModelProto Network, string Embedding, bool OneByOne) ReadNetwork()
    {
        // Read anew, since keeping the bytes would double the memory of every backbone that is only used.
        byte[] bytes = _readAgain();
        if (Hash(Card, bytes) != Sha256)
            throw new InvalidInputException(Path, null, "it was changed while it was in use. Start again.");
        var network = OnnxSurgery.Parse(bytes, Path);
        OnnxSurgery.TrySetOutput(network, Card.Output);
        return (network, _pools ? OnnxSurgery.PoolOutput(network, Card.Output) : Card.Output, _oneByOne);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        _session.Dispose();
    }

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
