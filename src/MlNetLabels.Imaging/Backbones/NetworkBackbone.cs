using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MlNetLabels.Images;
using MlNetLabels.Models;

namespace MlNetLabels.Backbones;

/// <summary>One network with its card.</summary>
internal sealed class NetworkBackbone : Backbone
{
    private readonly OnnxSession _session;
    private readonly BackboneSource _source;
    private readonly byte[] _suffix;
    private volatile bool _disposed;

    private NetworkBackbone(BackboneSource source, byte[] bytes)
        : base(source.Card, source.Location, Hash(source.Card, bytes))
    {
        _source = source;
        (_session, _suffix) = new BackboneModel(Card, Location, source.IsTried).Open(bytes);
    }

    /// <exception cref="InvalidInputException">It is missing, damaged, or does not fit its card.</exception>
    public static NetworkBackbone Open(BackboneSource source) => new(source, source.ReadOnnx());

    public override IReadOnlyList<Backbone> Parts => [this];

    public override BackboneReference ToReference() =>
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

    public override void Embed(ReadOnlySpan<float> tensors, int count, Span<float> embeddings)
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

    public override byte[] ReadOnnx()
    {
        // Read anew, since keeping the bytes would double the memory of every backbone that is only used.
        byte[] bytes = _source.ReadOnnx();
        return Hash(Card, bytes) == Sha256
            ? [.. bytes, .. _suffix]
            : throw new InvalidInputException(Location, null, "it was changed while it was in use. Start again.");
    }

    public override void Dispose()
    {
        _disposed = true;
        _session.Dispose();
    }

    /// <summary>What <see cref="Backbone.Sha256"/> is.</summary>
    public static string Hash(BackboneCard card, byte[] bytes)
    {
        var p = card.Preprocessing;
        string facts =
            FormattableString.Invariant(
                $"{card.Input}\n{card.Output}\n{card.Dimension}\n{p.Width}x{p.Height} {p.Resize} {p.CropFraction:R}\n"
            ) + string.Join('\n', p.Mean.Concat(p.Std).Select(x => BitConverter.SingleToInt32Bits(x)));
        // Cards that say nothing of it, as all did once, keep their hash.
        if (p.Channels != ChannelOrder.Rgb)
            facts += $"\n{p.Channels}";
        if (card.Inner is { } inner)
            facts += "\ninner\n" + string.Join('\n', inner);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(SHA256.HashData(bytes));
        hash.AppendData(Encoding.UTF8.GetBytes(facts));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
