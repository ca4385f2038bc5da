using System.Text.Json.Serialization;

namespace MlNetLabels.Data.Formats;

/// <summary>
/// Azure Custom Vision's list of tagged images (<c>images/tagged</c>). Images are named by their id or by the end of
/// their address; the tag Negative says that no label applies.
/// </summary>
internal sealed class CustomVisionFormat : IDatasetFormat
{
    private const string Negative = "Negative";

    public string Name => "custom-vision";

    public bool Recognises(DatasetPlace place) => FilesOf(place).Count > 0;

    public ImageDataset Read(DatasetPlace place, DatasetOptions options)
    {
        var found = new FoundDataset(place, options) { Title = "Custom Vision's tagged images", HasNamedSplits = true };
        foreach (var file in JsonFiles.Required(FilesOf(place), place, "Custom Vision (id, originalImageUri, tags)"))
        foreach (var image in JsonInput.Read(file.File, FormatJson.Default.CustomVisionImageArray))
            if (image.Tags is null or [])
                found.Unlabelled++;
            else
                found.Images.Add(
                    new FoundImage
                    {
                        File = image.Id,
                        Others = [.. ForeignPath.Steps(image.Uri ?? "").TakeLast(1)],
                        Labels =
                        [
                            .. image.Tags.Select(tag => tag.Name.Trim()).Where(name => name != Negative).Distinct(),
                        ],
                        Split = file.Split,
                        Folder = JsonFiles.FolderOf(file, place),
                    }
                );
        return found.Build();
    }

    private static IReadOnlyList<JsonFile> FilesOf(DatasetPlace place) =>
        place.Json(shape =>
            shape.IsList
            && shape.Has("id", "tags")
            && shape.Members.Any(m => m.EndsWith("ImageUri", StringComparison.Ordinal))
        );
}

internal sealed record CustomVisionImage(
    [property: JsonPropertyName("id"), JsonRequired] string Id,
    [property: JsonPropertyName("tags")] CustomVisionTag[]? Tags,
    [property: JsonPropertyName("originalImageUri")] string? Uri
);

internal sealed record CustomVisionTag([property: JsonPropertyName("tagName"), JsonRequired] string Name);
