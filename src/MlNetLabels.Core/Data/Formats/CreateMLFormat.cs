using System.Text.Json.Serialization;

namespace MlNetLabels.Data.Formats;

/// <summary>
/// CreateML: a list of images with their annotations. The labels of an image are those of its objects; one without
/// any is a known negative.
/// </summary>
internal sealed class CreateMLFormat : IDatasetFormat
{
    public string Name => "createml";

    public bool Recognises(DatasetPlace place) => FilesOf(place).Count > 0;

    public ImageDataset Read(DatasetPlace place, DatasetOptions options)
    {
        var found = new FoundDataset(place, options)
        {
            Title = "CreateML",
            Meaning = "a label says that an object of that kind is there",
            Kind = TargetKind.LabelSets,
            HasNamedSplits = true,
        };
        foreach (var file in JsonFiles.Required(FilesOf(place), place, "CreateML (image, annotations)"))
        foreach (var image in JsonInput.Read(file.File, FormatJson.Default.CreateMLImageArray))
            found.Images.Add(
                new FoundImage
                {
                    File =
                        image.Image
                        ?? image.FileName
                        ?? throw new InvalidInputException(file.File, null, "an image has no name ('image')."),
                    Labels = [.. image.Annotations.Select(x => x.Label.Trim()).Distinct()],
                    Split = file.Split,
                    Folder = JsonFiles.FolderOf(file, place),
                }
            );
        return found.Build();
    }

    private static IReadOnlyList<JsonFile> FilesOf(DatasetPlace place) =>
        place.Json(shape =>
            shape.IsList && shape.Has("annotations") && (shape.Has("image") || shape.Has("imagefilename"))
        );
}

internal sealed record CreateMLImage(
    [property: JsonPropertyName("image")] string? Image,
    [property: JsonPropertyName("imagefilename")] string? FileName,
    [property: JsonPropertyName("annotations"), JsonRequired] CreateMLObject[] Annotations
);

internal sealed record CreateMLObject([property: JsonPropertyName("label"), JsonRequired] string Label);
