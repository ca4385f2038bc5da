using System.Text.Json;

namespace MlNetLabels.Eng.ImportBackbone;

/// <summary>What a graph has to know of its backbone's card. The card's own rules are checked where it is loaded.</summary>
/// <param name="Input">Name of the input tensor, N x 3 x height x width.</param>
/// <param name="Output">Name of the embedding, N x dimension.</param>
/// <param name="Dimension">Length of one embedding.</param>
/// <param name="Width">Width of the input in pixels.</param>
/// <param name="Height">Height of the input in pixels.</param>
internal sealed record BackboneFacts(string Input, string Output, int Dimension, int Width, int Height)
{
    /// <exception cref="InvalidInputException">The file is no card.</exception>
    public static BackboneFacts Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var card = json.RootElement;
            var preprocessing = card.GetProperty("preprocessing");
            return new BackboneFacts(
                card.GetProperty("input").GetString()!,
                card.GetProperty("output").GetString()!,
                card.GetProperty("dimension").GetInt32(),
                preprocessing.GetProperty("width").GetInt32(),
                preprocessing.GetProperty("height").GetInt32()
            );
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidInputException(path, null, $"not a backbone card: {e.Message}", e);
        }
    }
}
