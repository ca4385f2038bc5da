using System.Text.Json.Serialization;

namespace MlNetLabels.Data.Formats;

/// <summary>
/// COCO: <c>images</c>, <c>annotations</c> and <c>categories</c>. The labels of an image are the categories of the
/// objects in it; an image without any is a known negative.
/// </summary>
internal sealed class CocoFormat : IDatasetFormat
{
    public string Name => "coco";

    public bool Recognises(DatasetPlace place) => FilesOf(place).Count > 0;

    public ImageDataset Read(DatasetPlace place, DatasetOptions options)
    {
        var found = new FoundDataset(place, options)
        {
            Title = "COCO",
            Meaning = "a label says that an object of that category is there",
            Kind = TargetKind.LabelSets,
            HasNamedSplits = true,
        };
        foreach (var file in JsonFiles.Required(FilesOf(place), place, "COCO (images, annotations, categories)"))
            Add(file, found, place);
        return found.Build();
    }

    private static void Add(JsonFile file, FoundDataset found, DatasetPlace place)
    {
        var coco = JsonInput.Read(file.File, FormatJson.Default.CocoFile);
        var names = coco.Categories.DistinctBy(c => c.Id).ToDictionary(c => c.Id, c => c.Name.Trim());
        var labels = new Dictionary<long, HashSet<string>>();
        foreach (var image in coco.Images)
            if (!labels.TryAdd(image.Id, []))
                throw new InvalidInputException(file.File, null, $"two images have the id {image.Id}.");
        int strays = 0;
        foreach (var annotation in coco.Annotations)
        {
            if (!names.TryGetValue(annotation.CategoryId, out string? name))
                throw new InvalidInputException(
                    file.File,
                    null,
                    $"an object is of the category {annotation.CategoryId}, which is not listed. List it in 'categories', take the object "
                        + "out, or name another file as the data."
                );
            if (labels.TryGetValue(annotation.ImageId, out var of))
                of.Add(name);
            else
                strays++;
        }
        found.Images.AddRange(
            coco.Images.Select(image => new FoundImage
            {
                File = image.FileName,
                Labels = labels[image.Id],
                Split = file.Split,
                Folder = JsonFiles.FolderOf(file, place),
                List = file.File,
            })
        );
        if (strays > 0)
            found.Notes.Add(
                $"{Path.GetFileName(file.File)}: {Counted.Of(strays, "object is", "objects are")} of images that it does not list."
            );
        JsonFiles.NoteUnused(found, names.Values, labels.Values.SelectMany(x => x));
    }

    private static IReadOnlyList<JsonFile> FilesOf(DatasetPlace place) =>
        place.Json(shape => !shape.IsList && shape.Has("images", "annotations", "categories"));
}

internal sealed record CocoFile(
    [property: JsonPropertyName("images"), JsonRequired] CocoImage[] Images,
    [property: JsonPropertyName("annotations"), JsonRequired] CocoAnnotation[] Annotations,
    [property: JsonPropertyName("categories"), JsonRequired] CocoCategory[] Categories
);

internal sealed record CocoImage(
    [property: JsonPropertyName("id"), JsonRequired] long Id,
    [property: JsonPropertyName("file_name"), JsonRequired] string FileName
);

internal readonly record struct CocoAnnotation(
    [property: JsonPropertyName("image_id"), JsonRequired] long ImageId,
    [property: JsonPropertyName("category_id"), JsonRequired] long CategoryId
);

internal sealed record CocoCategory(
    [property: JsonPropertyName("id"), JsonRequired] long Id,
    [property: JsonPropertyName("name"), JsonRequired] string Name
);
