using System.Text.Json.Serialization;
using MlNetLabels.Models;

namespace MlNetLabels.Hosting;

/// <summary>A prediction, and what it came from. As JSON it is without the model and the embedding.</summary>
/// <param name="Prediction">Verdict, class, labels, domain check.</param>
/// <param name="Model">The model itself, for names, thresholds and training.</param>
/// <param name="Version">Which file it was: the first 12 hexadecimal digits of the bundle's SHA-256.</param>
/// <param name="Embedding">What the backbone made of the image.</param>
/// <param name="Elapsed">From the call to the answer, waiting included.</param>
public sealed record ImageAnswer(
    Prediction Prediction,
    [property: JsonIgnore] Model Model,
    string Version,
    [property: JsonIgnore] ReadOnlyMemory<float> Embedding,
    TimeSpan Elapsed
);

/// <summary>One file of a batch.</summary>
/// <param name="File">The file, as given.</param>
/// <param name="Answer">The answer; null where the file could not be used.</param>
/// <param name="Reason">Why it could not; null where it could.</param>
public sealed record FileAnswer(string File, ImageAnswer? Answer, string? Reason);
