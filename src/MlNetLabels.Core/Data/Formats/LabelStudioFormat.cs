using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlNetLabels.Data.Formats;

/// <summary>
/// Label Studio's JSON, JSON-MIN and CSV. Choices and the labels of regions count; what was cancelled or not answered
/// is unknown; of several answers the majority counts.
/// </summary>
internal sealed class LabelStudioFormat : IDatasetFormat
{
    public string Name => "label-studio";

    public bool Recognises(DatasetPlace place) =>
        FullOf(place).Count + MinOf(place).Count > 0 || LabelStudioCsv.Recognises(place);

    public ImageDataset Read(DatasetPlace place, DatasetOptions options)
    {
        var found = new FoundDataset(place, options) { Title = "Label Studio", HasNamedSplits = true };
        var votes = new AnnotatorVotes();
        var seen = new HashSet<string>();
        if (LabelStudioCsv.Recognises(place))
            LabelStudioCsv.Read(place.Path, votes, seen);
        else
        {
            JsonFiles.Required(
                [.. FullOf(place), .. MinOf(place)],
                place,
                "Label Studio (data and annotations, or annotation_id)"
            );
            foreach (var file in FullOf(place))
                ReadFull(file.File, votes, seen);
            foreach (var file in MinOf(place))
                LabelStudioMin.Read(file.File, votes, seen);
        }
        votes.AddTo(found, LabelStudioPath.Image);
        found.Unlabelled += seen.Count(image => !votes.Has(image));
        return found.Build();
    }

    private static void ReadFull(string file, AnnotatorVotes votes, HashSet<string> seen)
    {
        foreach (var task in JsonInput.Read(file, FormatJson.Default.LabelStudioTaskArray))
        {
            string image =
                LabelStudioPath.Find(
                    task.Data.Where(d => d.Value.ValueKind == JsonValueKind.String)
                        .Select(d => (d.Key, d.Value.GetString()!))
                ) ?? throw new InvalidInputException(file, null, $"the data of task {task.Id} name no image.");
            seen.Add(image);
            foreach (var annotation in (task.Annotations ?? []).Where(a => !a.WasCancelled && a.Result is not null))
                if (LabelsOf(annotation) is { Count: > 0 } labels)
                    votes.Add(image, labels);
        }
    }

    // Every kind of control stores its labels in a list that is called like it: choices, rectanglelabels, ...
    private static HashSet<string> LabelsOf(LabelStudioAnnotation annotation) =>
        [
            .. annotation
                .Result!.Where(result => result.Type is not null && result.Value is { ValueKind: JsonValueKind.Object })
                .Where(result => result.Type == "choices" || result.Type!.EndsWith("labels", StringComparison.Ordinal))
                .SelectMany(result =>
                    result.Value!.Value.TryGetProperty(result.Type!, out var list)
                    && list.ValueKind == JsonValueKind.Array
                        ? list.EnumerateArray()
                            .Where(x => x.ValueKind == JsonValueKind.String)
                            .Select(x => x.GetString()!.Trim())
                        : []
                ),
        ];

    private static IReadOnlyList<JsonFile> FullOf(DatasetPlace place) =>
        place.Json(shape => shape.IsList && shape.Has("data", "annotations"));

    private static IReadOnlyList<JsonFile> MinOf(DatasetPlace place) =>
        place.Json(shape => shape.IsList && shape.Has("annotation_id") && !shape.Has("data"));
}

internal sealed record LabelStudioTask(
    [property: JsonPropertyName("id")] JsonElement? Id,
    [property: JsonPropertyName("data"), JsonRequired] Dictionary<string, JsonElement> Data,
    [property: JsonPropertyName("annotations")] LabelStudioAnnotation[]? Annotations
);

internal sealed record LabelStudioAnnotation(
    [property: JsonPropertyName("result")] LabelStudioResult[]? Result,
    [property: JsonPropertyName("was_cancelled")] bool WasCancelled
);

internal sealed record LabelStudioResult(
    [property: JsonPropertyName("type")] string? Type,
    [property: JsonPropertyName("value")] JsonElement? Value
);
