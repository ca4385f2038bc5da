using MlNetLabels.Data;

namespace MlNetLabels.Runs;

/// <summary>A further set of images, as the caller names it.</summary>
/// <param name="Distance">What near: or far: before its path says; null for neither.</param>
/// <param name="Place">A folder of images, a list with a column <c>file</c>, or embeddings (.npy).</param>
internal sealed record NamedSet(string? Distance, string Place)
{
    public static NamedSet Of(string given) =>
        given.StartsWith("near:", StringComparison.Ordinal) ? new("near", given["near:".Length..])
        : given.StartsWith("far:", StringComparison.Ordinal) ? new("far", given["far:".Length..])
        : new(null, given);

    /// <summary>What reports call it.</summary>
    public string Name
    {
        get
        {
            string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Place)),
                name = Path.GetFileNameWithoutExtension(full);
            // A report on the label heads that speaks of a set called "labels" cannot be read.
            return name == "labels" && Path.GetFileName(Path.GetDirectoryName(full)) is { Length: > 0 } folder
                ? folder
                : name;
        }
    }

    public bool IsNpy => Path.GetExtension(Place).Equals(".npy", StringComparison.OrdinalIgnoreCase);

    public bool IsAt(string path) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(Place))
        == Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    /// <summary>Its images; null where they would have to be unpacked first, or are embeddings.</summary>
    public IReadOnlyList<string>? Files() =>
        IsNpy || (!Directory.Exists(Place) && DatasetList.IsOther(Place)) ? null : List().Files;

    /// <summary>The images of a folder or list, and what was left out of it.</summary>
    /// <exception cref="InvalidInputException">There are none.</exception>
    public (IReadOnlyList<string> Files, IReadOnlyList<SkippedFile> Others) List()
    {
        var others = new List<SkippedFile>();
        var files = Directory.Exists(Place) ? ImageFiles.Expand([Place], others.Add) : ImageList.Read(Place).Paths;
        return files.Count > 0
            ? (files, others)
            : throw new InvalidInputException(Place, null, "there are no images in it.");
    }
}
