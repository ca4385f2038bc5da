namespace MlNetLabels.Data;

/// <summary>
/// The one folder that holds the folders of classes, as public sets have beside those of boxes and masks
/// (images/sparrow).
/// </summary>
internal static class InnerFolder
{
    private static readonly string[] s_general = ["image", "img", "data", "photo", "picture", "jpg", "jpeg", "png"];

    /// <summary>Null where there is none such, or classes are asked for by name.</summary>
    public static (string Name, Split Split)[]? Find(
        string folder,
        IReadOnlyList<string> found,
        IReadOnlyList<string>? classes
    )
    {
        if (classes?.Any(found.Contains) == true)
            return null;
        string[] withImages = [.. found.Where(name => ImageFiles.Each([Path.Combine(folder, name)]).Any()).Take(2)];
        return
            withImages is [var one]
            && IsNoClass(one, folder)
            && FolderDoubts.FoldersOfImages(Path.Combine(folder, one)).Length > 1
            ? [(one, Split.Train)]
            : null;
    }

    /// <summary>images, raw-img, dataset, or flowers/flowers; any other may be the only class of a test set.</summary>
    public static bool IsNoClass(string name, string folder) =>
        s_general.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase))
        || name.Equals(Path.GetFileName(Path.GetFullPath(folder)), StringComparison.OrdinalIgnoreCase);
}
