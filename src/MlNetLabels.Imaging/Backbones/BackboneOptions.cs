namespace MlNetLabels.Backbones;

/// <summary>Where backbones are looked for and kept.</summary>
public sealed record BackboneOptions
{
    /// <summary>
    /// The only folder in which a backbone's name is looked up. Default: the folder in the environment variable
    /// MLNETLABELS_MODELS, else the nearest folder "models" that holds the card, upwards from the program and then
    /// from the current directory.
    /// </summary>
    public string? ModelsFolder { get; init; }

    /// <summary>
    /// Where an imported ONNX file is kept when the card's folder cannot be written. Default: "mlnetlabels" in the
    /// user's cache folder.
    /// </summary>
    public string? CacheFolder { get; init; }
}
