using System.Text.Json.Serialization;

namespace MlNetLabels.Data.Formats;

/// <summary>
/// Datumaro: <c>annotations/SUBSET.json</c> with <c>categories</c> and <c>items</c>. The labels of an image are those
/// of its annotations, of whatever kind; an item without any is unknown.
/// </summary>
internal sealed class DatumaroFormat : IDatasetFormat
{
    public string Name => "datumaro";

    public bool Recognises(DatasetPlace place) => FilesOf(place).Count > 0;

    public ImageDataset Read(DatasetPlace place, DatasetOptions options)
    {
        var found = new FoundDataset(place, options) { Title = "Datumaro", HasNamedSplits = true };
        foreach (var file in JsonFiles.Required(FilesOf(place), place, "Datumaro (categories, items)"))
        {
            var read = JsonInput.Read(file.File, FormatJson.Default.DatumaroFile);
            string[] names = [.. (read.Categories.Label?.Labels ?? []).Select(label => label.Name.Trim())];
            foreach (var item in read.Items)
                Add(file, item, names, ImagesOf(file, place), found);
            JsonFiles.NoteUnused(found, names, found.Images.SelectMany(image => image.Labels));
        }
        return found.Build();
    }

    private static void Add(JsonFile file, DatumaroItem item, string[] names, string? folder, FoundDataset found)
    {
        int[] ids = [.. (item.Annotations ?? []).Select(a => a.LabelId).OfType<int>()];
        if (ids.Length == 0)
        {
            found.Unlabelled++;
            return;
        }
        found.Images.Add(
            new FoundImage
            {
                File = item.Image?.Path ?? item.Media?.Path ?? item.Id,
                Labels =
                [
                    .. ids.Distinct()
                        .Select(id =>
                            id >= 0 && id < names.Length
                                ? names[id]
                                : throw new InvalidInputException(
                                    file.File,
                                    null,
                                    $"'{item.Id}' has the label {id}, but {Counted.Of(names.Length, "label is", "labels are")} "
                                        + "listed, counted from 0."
                                )
                        ),
                ],
                Split = file.Split,
                Folder = folder,
            }
        );
    }

    // images/SUBSET, or images.
    private static string? ImagesOf(JsonFile file, DatasetPlace place)
    {
        string root = place.IsFolder
            ? place.Folder
            : Path.GetDirectoryName(Path.GetFullPath(place.Folder)) ?? place.Folder;
        string images = Path.Combine(root, "images"),
            own = Path.Combine(images, Path.GetFileNameWithoutExtension(file.File));
        return InputTree.IsFolder(own) ? own
            : InputTree.IsFolder(images) ? images
            : null;
    }

    private static IReadOnlyList<JsonFile> FilesOf(DatasetPlace place) =>
        place.Json(shape => !shape.IsList && shape.Has("categories", "items"));
}

internal sealed record DatumaroFile(
    [property: JsonPropertyName("categories"), JsonRequired] DatumaroCategories Categories,
    [property: JsonPropertyName("items"), JsonRequired] DatumaroItem[] Items
);

internal sealed record DatumaroCategories([property: JsonPropertyName("label")] DatumaroLabels? Label);

internal sealed record DatumaroLabels([property: JsonPropertyName("labels")] DatumaroLabel[]? Labels);

internal sealed record DatumaroLabel([property: JsonPropertyName("name"), JsonRequired] string Name);

internal sealed record DatumaroItem(
    [property: JsonPropertyName("id"), JsonRequired] string Id,
    [property: JsonPropertyName("annotations")] DatumaroAnnotation[]? Annotations,
    [property: JsonPropertyName("image")] DatumaroImage? Image,
    [property: JsonPropertyName("media")] DatumaroImage? Media
);

internal sealed record DatumaroAnnotation([property: JsonPropertyName("label_id")] int? LabelId);

internal sealed record DatumaroImage([property: JsonPropertyName("path")] string? Path);
