using System.Text.Json.Serialization;
using MlNetLabels.AspNetCore.Requests;
using MlNetLabels.Hosting;
using MlNetLabels.Models;
using MlNetLabels.Shared;

namespace MlNetLabels.AspNetCore.Predicting;

/// <summary>What is said of models, for any caller: nothing of where they come from.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(ModelAbout))]
[JsonSerializable(typeof(AdminList))]
[JsonSerializable(typeof(MonitorStatus))]
internal sealed partial class ModelJson : JsonSerializerContext;

internal sealed record ModelList(IReadOnlyList<ListedModel> Models);

internal sealed record ListedModel(string Name, string? Version, DateTimeOffset? LoadedAt);

internal sealed record AboutLabel(string Name, double Threshold);

internal sealed record ModelAbout(
    string Name,
    string? Version,
    DateTimeOffset CreatedAt,
    string Producer,
    string Backbone,
    int Dimension,
    int TrainingImages,
    bool HasPictures,
    IReadOnlyList<string>? Classes,
    IReadOnlyList<AboutLabel>? Labels,
    bool SupportsNone,
    AnswerDomain Domain,
    IReadOnlyList<string> SwitchedOff,
    string? CalibrationWarning,
    long MaxImageBytes,
    int MaxImages,
    string Kept
)
{
    public static ModelAbout Of(ModelStatus status, Model model, HttpContextOfModels context) =>
        new(
            status.Name,
            status.Version,
            model.Description.CreatedAt,
            model.Description.Producer,
            model.Description.Backbone.Name,
            model.Description.Backbone.Dimension,
            model.Description.TrainRows,
            model.HasPictures,
            model.Description.Softmax?.Classes,
            model.Description.Labels is { } labels
                ? [.. labels.Thresholds.Select(x => new AboutLabel(x.Label, x.Threshold))]
                : null,
            model.SupportsNone,
            AnswerDomain.Of(model, null),
            model.SwitchedOff(),
            model.Description.CalibrationWarning,
            context.Limits.MaxImageBytes,
            context.Options.MaxImages,
            context.Log switch
            {
                null => "nothing",
                { KeepsImages: true } => "images",
                _ => "answers",
            }
        );
}

internal sealed record AdminList(IReadOnlyList<ModelStatus> Models);
