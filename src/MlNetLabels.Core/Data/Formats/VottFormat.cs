using System.Text.Json.Serialization;

namespace MlNetLabels.Data.Formats;

/// <summary>
/// VoTT's JSON export: <c>assets</c>, each with its file and regions with tags. An asset that was not visited is
/// unknown; one that was and has no region is a known negative.
/// </summary>
internal sealed class VottFormat : IDatasetFormat
{
    // VoTT counts 0 not visited, 1 visited, 2 tagged.
    private const int NotVisited = 0;

    public string Name => "vott";

    public bool Recognises(DatasetPlace place) => FilesOf(place).Count > 0;

    public ImageDataset Read(DatasetPlace place, DatasetOptions options)
    {
        var found = new FoundDataset(place, options)
        {
            Title = "VoTT",
            Meaning = "a label says that a region with that tag is there",
            Kind = TargetKind.LabelSets,
            HasNamedSplits = true,
        };
        foreach (var file in JsonFiles.Required(FilesOf(place), place, "VoTT (assets)"))
        {
            foreach (var asset in JsonInput.Read(file.File, FormatJson.Default.VottFile).Assets.Values)
                if (asset.Asset.State == NotVisited && asset.Regions is null or [])
                    found.Unlabelled++;
                else
                    found.Images.Add(
                        new FoundImage
                        {
                            File = Uri.UnescapeDataString(asset.Asset.Name),
                            Labels =
                            [
                                .. (asset.Regions ?? [])
                                    .SelectMany(region => region.Tags ?? [])
                                    .Concat(asset.Asset.Tags ?? [])
                                    .Select(tag => tag.Trim())
                                    .Distinct(),
                            ],
                            Split = file.Split,
                            Folder = JsonFiles.FolderOf(file, place),
                        }
                    );
        }
        return found.Build();
    }

    private static IReadOnlyList<JsonFile> FilesOf(DatasetPlace place) =>
        place.Json(shape => !shape.IsList && shape.Has("assets"));
}

internal sealed record VottFile(
    [property: JsonPropertyName("assets"), JsonRequired] Dictionary<string, VottAsset> Assets
);

internal sealed record VottAsset(
    [property: JsonPropertyName("asset"), JsonRequired] VottImage Asset,
    [property: JsonPropertyName("regions")] VottRegion[]? Regions
);

internal sealed record VottImage(
    [property: JsonPropertyName("name"), JsonRequired] string Name,
    [property: JsonPropertyName("state")] int? State,
    [property: JsonPropertyName("tags")] string[]? Tags
);

internal sealed record VottRegion([property: JsonPropertyName("tags")] string[]? Tags);
