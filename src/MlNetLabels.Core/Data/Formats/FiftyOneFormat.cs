using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlNetLabels.Data.Formats;

/// <summary>
/// FiftyOne's image classification: <c>labels.json</c> with <c>classes</c> and <c>labels</c>, and the images in
/// <c>data</c>. Names lack their extension; a label is a name, a number in classes, a list of these, or null: unknown.
/// </summary>
internal sealed class FiftyOneFormat : IDatasetFormat
{
    public string Name => "fiftyone";

    public bool Recognises(DatasetPlace place) => FilesOf(place).Count > 0;

    public ImageDataset Read(DatasetPlace place, DatasetOptions options)
    {
        var found = new FoundDataset(place, options) { Title = "FiftyOne", HasNamedSplits = true };
        foreach (var file in JsonFiles.Required(FilesOf(place), place, "FiftyOne (classes, labels)"))
        {
            var read = JsonInput.Read(file.File, FormatJson.Default.FiftyOneFile);
            foreach (var (name, value) in read.Labels)
                if (LabelsOf(file.File, name, value, read.Classes) is { } labels)
                    found.Images.Add(
                        new FoundImage
                        {
                            File = name,
                            Labels = labels,
                            Split = file.Split,
                            Folder = DataOf(file, place),
                        }
                    );
                else
                    found.Unlabelled++;
            JsonFiles.NoteUnused(found, read.Classes ?? [], found.Images.SelectMany(image => image.Labels));
        }
        return found.Build();
    }

    private static string? DataOf(JsonFile file, DatasetPlace place)
    {
        string data = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file.File))!, "data");
        return InputTree.IsFolder(data) ? data : JsonFiles.FolderOf(file, place);
    }

    private static string[]? LabelsOf(string file, string image, JsonElement value, IReadOnlyList<string>? classes) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.Array =>
            [
                .. value.EnumerateArray().Select(item => LabelOf(file, image, item, classes)).Distinct(),
            ],
            _ => [LabelOf(file, image, value, classes)],
        };

    private static string LabelOf(string file, string image, JsonElement value, IReadOnlyList<string>? classes) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!.Trim(),
            JsonValueKind.Number
                when classes is not null && value.TryGetInt32(out int k) && k >= 0 && k < classes.Count => classes[k]
                .Trim(),
            JsonValueKind.Number => throw new InvalidInputException(
                file,
                null,
                $"'{image}' has the label {value}, but {Counted.Of(classes?.Count ?? 0, "class is", "classes are")} listed, counted from 0."
            ),
            _ => throw new InvalidInputException(
                file,
                null,
                $"'{image}' has the label {value.GetRawText()}, which is neither a name nor a number of a class."
            ),
        };

    private static IReadOnlyList<JsonFile> FilesOf(DatasetPlace place) =>
        place.Json(shape => !shape.IsList && shape.Has("labels") && shape.Members.All(m => m is "labels" or "classes"));
}

internal sealed record FiftyOneFile(
    [property: JsonPropertyName("classes")] string[]? Classes,
    [property: JsonPropertyName("labels"), JsonRequired] Dictionary<string, JsonElement> Labels
);
