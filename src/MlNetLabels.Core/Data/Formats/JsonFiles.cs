namespace MlNetLabels.Data.Formats;

/// <summary>What formats of JSON files have in common.</summary>
internal static class JsonFiles
{
    /// <summary>The files, of which there must be one.</summary>
    public static IReadOnlyList<JsonFile> Required(IReadOnlyList<JsonFile> files, DatasetPlace place, string what) =>
        files.Count > 0
            ? files
            : throw new InvalidInputException(
                place.Path,
                null,
                $"there is no JSON of {what}{(place.JsonFiles is [{ Shape: { } shape }] ? $"; it is {shape}" : "")}."
            );

    /// <summary>Where a file's images lie: beside it; null, which has all places tried, where it lies apart.</summary>
    public static string? FolderOf(JsonFile file, DatasetPlace place)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(file.File))!;
        return place.IsFolder && place.Parts.Any(part => Path.GetFullPath(part.Folder) == folder) ? folder : null;
    }

    /// <summary>Says which labels are declared and never given.</summary>
    public static void NoteUnused(FoundDataset found, IEnumerable<string> declared, IEnumerable<string> given)
    {
        string[] unused = [.. declared.Distinct().Except(given)];
        if (unused.Length > 0)
            found.Notes.Add($"Declared, but on no image: {FolderReader.List(unused)}.");
    }
}
