using System.Text.Json;
using MlNetLabels.Data;
using MlNetLabels.Images;

namespace MlNetLabels.Backbones;

/// <summary>
/// What is known about a backbone: where it comes from, which tensors matter and how images are prepared for it.
/// </summary>
/// <remarks>Immutable, and so safe to use from many threads.</remarks>
public sealed record BackboneCard
{
    private const long MostBytes = 16 << 20;

    /// <summary>Short name, for people.</summary>
    public required string Name { get; init; }

    /// <summary>Architecture, training data and what the embedding is, in a sentence.</summary>
    public required string Description { get; init; }

    /// <summary>Licence of weights and code.</summary>
    public required string Licence { get; init; }

    /// <summary>Who published it, and where.</summary>
    public required string Origin { get; init; }

    /// <summary>File name of the ONNX file, in the card's folder.</summary>
    public required string Onnx { get; init; }

    /// <summary>Name of the input tensor, float32 N x 3 x height x width.</summary>
    public required string Input { get; init; }

    /// <summary>
    /// Name of the embedding: an output or any inner tensor of the graph, float32, N x dimension, or
    /// N x dimension x H x W, which is averaged over H and W.
    /// </summary>
    public required string Output { get; init; }

    /// <summary>
    /// Names of further tensors of the graph, as <see cref="Output"/>, which follow it in the embedding in this order;
    /// null for none.
    /// </summary>
    public IReadOnlyList<string>? Inner { get; init; }

    /// <summary>Length of one embedding.</summary>
    public required int Dimension { get; init; }

    /// <summary>How images become the input tensor.</summary>
    public required Preprocessing Preprocessing { get; init; }

    /// <summary>
    /// What the network makes of a picture that everybody can draw; null where the card names none. It tells wrong
    /// preprocessing and is no part of the backbone's hash.
    /// </summary>
    public BackboneProbe? Probe { get; init; }

    /// <summary>Reads and checks a card.</summary>
    /// <exception cref="InvalidInputException">
    /// It cannot be read; a member is missing, unknown or out of range.
    /// </exception>
    public static BackboneCard Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Read(InputFile.ReadBytes(path, MostBytes), path);
    }

    /// <summary>Reads and checks a card that lies where <paramref name="location"/> says.</summary>
    internal static BackboneCard Read(ReadOnlySpan<byte> json, string location)
    {
        try
        {
            InputJson.Check(json);
            var card =
                JsonSerializer.Deserialize(json, BackboneCardJson.Default.BackboneCard)
                ?? throw new JsonException("The card is null.");
            BackboneCardRules.Check(card, location);
            return card;
        }
        catch (JsonException e)
        {
            string member = e.Path is null or "$" ? "" : $" (at {e.Path})";
            throw new InvalidInputException(
                location,
                (int?)e.LineNumber + 1,
                $"not a backbone card{member}: {InputJson.Reason(e)}",
                e
            );
        }
    }
}
