using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using MlNetLabels.Hosting;

namespace MlNetLabels.AspNetCore.CustomVision;

/// <summary>The shapes of Custom Vision's prediction API, version 3.1, and of its exported container.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ImagePrediction))]
[JsonSerializable(typeof(CustomVisionError))]
internal sealed partial class CustomVisionJson : JsonSerializerContext;

internal sealed record CustomVisionError(string Code, string Message);

/// <summary>Members that are null are written, as the service writes them.</summary>
internal sealed record TagPrediction(
    double Probability,
    Guid TagId,
    string TagName,
    string? BoundingBox,
    string TagType
);

internal sealed record ImagePrediction(
    Guid Id,
    Guid Project,
    Guid Iteration,
    DateTimeOffset Created,
    IReadOnlyList<TagPrediction> Predictions
)
{
    /// <summary>The tags by falling probability: classes, or the labels of a model that has no classes.</summary>
    public static ImagePrediction Of(ImageAnswer answer, Guid project, DateTimeOffset now)
    {
        var tags = answer.Prediction.Classes is { } classes
            ? classes.Select(x => (x.Name, x.Probability))
            : (answer.Prediction.Labels ?? []).Select(x => (x.Name, x.Probability));
        return new(
            Guid.NewGuid(),
            project,
            IdOf(answer.Version),
            now,
            [
                .. tags.OrderByDescending(x => x.Probability)
                    .Select(x => new TagPrediction(x.Probability, IdOf(x.Name), x.Name, null, "Regular")),
            ]
        );
    }

    /// <summary>The same id for the same name, everywhere and always.</summary>
    public static Guid IdOf(string name) => new(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));
}
