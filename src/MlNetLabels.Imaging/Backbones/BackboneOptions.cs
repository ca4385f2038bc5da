namespace MlNetLabels.Backbones;

/// <summary>Where backbones are looked for.</summary>
/// <remarks>Immutable, and so safe to use from many threads.</remarks>
public sealed record BackboneOptions
{
    /// <summary>
    /// A folder of cards and their ONNX files, in which a backbone's name is looked up before the packages that the
    /// program references; one that is not there is an error. Default: the folder in the
    /// environment variable MLNETLABELS_MODELS, if any.
    /// </summary>
    public string? ModelsFolder { get; init; }
}
