using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlNetLabels.Models;

/// <summary>The backbone whose embeddings a model understands.</summary>
public sealed record BackboneReference
{
    /// <summary>Name by which it can be found again.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// SHA-256 of the network and its preprocessing; null where embeddings of unknown origin were given.
    /// </summary>
    public string? Sha256 { get; init; }

    /// <summary>Length of an embedding.</summary>
    public required int Dimension { get; init; }

    /// <summary>Preprocessing as the backbone's card states it, for people and for other tools.</summary>
    public JsonElement? Preprocessing { get; init; }

    /// <summary>
    /// The single networks whose embeddings, each brought to unit length, follow one another; null where it is one.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<BackboneReference>? Parts { get; init; }
}
