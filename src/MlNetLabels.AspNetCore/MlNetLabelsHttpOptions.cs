namespace MlNetLabels.AspNetCore;

/// <summary>What <c>MapMlNetLabels</c> maps. Limits of one image and of waiting are those of the hosting options.</summary>
public sealed record MlNetLabelsHttpOptions
{
    /// <summary>Images that one request may bring. 64 by default.</summary>
    public int MaxImages { get; init; } = 64;

    /// <summary>Whether <c>/</c> is a page to try the models on. True by default.</summary>
    public bool Page { get; init; } = true;

    /// <summary>
    /// Whether the shapes of other services are served, too: Open Inference Protocol v2, Custom Vision, Hugging Face. True
    /// by default.
    /// </summary>
    public bool OtherProtocols { get; init; } = true;
}
