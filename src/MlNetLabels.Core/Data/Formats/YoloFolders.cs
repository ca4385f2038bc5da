namespace MlNetLabels.Data.Formats;

/// <summary>
/// Where YOLO's images and their labels lie: <c>images/train</c> and <c>labels/train</c>, <c>train/images</c> and
/// <c>train/labels</c>, without splits, or side by side.
/// </summary>
internal static class YoloFolders
{
    public static IEnumerable<(string Images, string Labels, Split? Split)> Find(string root)
    {
        foreach (var part in new DatasetPlace(root).Parts)
        {
            string images = Path.Combine(part.Folder, "images"),
                labels = Path.Combine(part.Folder, "labels");
            if (InputTree.IsFolder(images) && InputTree.IsFolder(labels))
            {
                var splits = FolderReader
                    .Subfolders(images)
                    .Where(name => SplitNames.InFileName(name) is not null)
                    .ToArray();
                foreach (string name in splits)
                    yield return (Path.Combine(images, name), Path.Combine(labels, name), SplitNames.InFileName(name));
                if (splits.Length == 0)
                    yield return (images, labels, part.Split);
            }
            else if (part.Split is not null && HasPairs(part.Folder))
                yield return (part.Folder, part.Folder, part.Split);
        }
        foreach (string name in FolderReader.Subfolders(root).Where(IsDarknet))
            yield return (Path.Combine(root, name), Path.Combine(root, name), SplitNames.InFileName(name));
        if (HasPairs(root))
            yield return (root, root, null);
    }

    // obj_train_data, as Darknet calls it.
    private static bool IsDarknet(string name) => name.StartsWith("obj_", StringComparison.OrdinalIgnoreCase);

    private static bool HasPairs(string folder) =>
        DatasetPlace
            .Files(folder, "*.txt")
            .Any(file =>
                ImageFiles.Extensions.Any(extension => InputTree.IsFile(Path.ChangeExtension(file, extension)))
            );
}
