using MlNetLabels.Embedding;
using MlNetLabels.Hosting;
using MlNetLabels.Hosting.Work;

namespace MlNetLabels.AspNetCore.Requests;

/// <summary>What all endpoints share.</summary>
/// <param name="Models">The models.</param>
/// <param name="Monitor">What was seen of them.</param>
/// <param name="Log">What keeps predictions; null where nothing does.</param>
/// <param name="Limits">Of one image and of waiting.</param>
/// <param name="Options">Of one request.</param>
/// <param name="Bodies">Memory of bodies that are no image themselves.</param>
internal sealed record HttpContextOfModels(
    IImageModels Models,
    IPredictionMonitor Monitor,
    IPredictionLog? Log,
    MlNetLabelsOptions Limits,
    MlNetLabelsHttpOptions Options,
    QueuedBytes Bodies
)
{
    // Around each image of a form.
    private const int BytesOfAForm = 4096;

    /// <summary>Bytes that one request may have.</summary>
    public long MaxRequestBytes => Options.MaxImages * (Limits.MaxImageBytes + BytesOfAForm);

    /// <exception cref="RequestException">There is none of that name.</exception>
    public IImagePredictor Find(string? name) =>
        Models.Find(name ?? "") ?? throw RequestException.NotFound($"There is no model '{name}'.");

    /// <summary>The only model, or the default one, for shapes that name none.</summary>
    /// <exception cref="RequestException">There are several and none is the default.</exception>
    public IImagePredictor FindDefault() =>
        Limits.DefaultModel is { } name ? Find(name)
        : Models.List() is [var only] ? Find(only.Name)
        : throw RequestException.NotFound("There are several models; name one in the address.");
}
