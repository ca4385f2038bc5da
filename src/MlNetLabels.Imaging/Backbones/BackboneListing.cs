namespace MlNetLabels.Backbones;

/// <summary>A backbone that is here, or could be.</summary>
/// <param name="Name">The name to load it by.</param>
/// <param name="Card">Its card; null where it is not here or cannot be used.</param>
/// <param name="Location">Its ONNX file, or the package and the file in it; null as the card.</param>
/// <param name="Bytes">Size of the ONNX file; null as the card.</param>
/// <param name="Sha256"><see cref="Backbone.Sha256"/>; null as the card.</param>
/// <param name="Note">How to get it, or why it cannot be used; null where it is here.</param>
public sealed record BackboneListing(
    string Name,
    BackboneCard? Card,
    string? Location,
    long? Bytes,
    string? Sha256,
    string? Note
);
