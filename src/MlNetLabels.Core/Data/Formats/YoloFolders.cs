using System.Globalization;

namespace MlNetLabels.Data.Formats;

/// <summary>
/// Where YOLO's images and their labels lie: <c>images/train</c> and <c>labels/train</c>, <c>train/images</c> and
/// <c>train/labels</c>, without splits, or side by side.
/// </summary>
internal static class YoloFolders
{
    private const long MostBytes = 10_000_000;

    // The number of a kind, and a box or an outline in parts of the image.
    private const int LeastCells = 5;

    /// <summary>What is said of a folder that looks like YOLO but for the names of its labels; null for any other.</summary>
    public static string? WithoutNames(string root)
    {
        if (YoloNames.FileOf(root) is not null)
            return null;
        foreach (var (images, labels, _) in Find(root))
            if (DatasetPlace.Files(labels, "*.txt").FirstOrDefault(IsOfBoxes) is { } file)
            {
                string place = Path.GetRelativePath(root, images),
                    text = Path.GetRelativePath(root, images == labels ? file : Path.Combine(labels, "*.txt"));
                return $"{(images == labels ? "" : $"{place} and ")}{text} look{(images == labels ? "s" : "")} like YOLO, but the file "
                    + "with the labels' names is missing. Put classes.txt (one name a line, that of number 0 first) beside them, into "
                    + $"{root}. --data-format folders takes folders as classes all the same.";
            }
        return null;
    }

    public static IEnumerable<(string Images, string Labels, Split? Split)> Find(string root)
    {
        foreach (var part in new DatasetPlace(root).Parts)
        {
            string images = Path.Combine(part.Folder, "images"),
                labels = Path.Combine(part.Folder, "labels");
            if (InputTree.IsFolder(images) && InputTree.IsFolder(labels))
            {
                var splits = ImageFiles
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
        foreach (string name in ImageFiles.Subfolders(root).Where(IsDarknet))
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

    private static bool IsOfBoxes(string file)
    {
        // InputFile refuses what is empty; here it says that nothing is on the image.
        if (InputTree.Length(file) == 0)
            return false;
        try
        {
            string[] lines =
            [
                .. InputFile
                    .ReadText(file, MostBytes)
                    .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            ];
            return lines.Length > 0 && Array.TrueForAll(lines, IsBox);
        }
        catch (InvalidInputException)
        {
            return false;
        }
    }

    private static bool IsBox(string line)
    {
        string[] cells = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return cells.Length >= LeastCells
            && int.TryParse(cells[0], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && cells
                .Skip(1)
                .All(cell =>
                    double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                    && value is >= 0 and <= 1
                );
    }
}
