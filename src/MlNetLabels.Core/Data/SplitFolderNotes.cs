using MlNetLabels.Data.Formats;

namespace MlNetLabels.Data;

/// <summary>What is said of <see cref="SplitFolders"/>.</summary>
internal static class SplitFolderNotes
{
    /// <summary>Splits of images with a list of what they show in each, in a form that is not read: they are no classes.</summary>
    /// <exception cref="InvalidInputException">There are such.</exception>
    public static void RefuseLists(string folder, IReadOnlyList<string> found)
    {
        if (found.Count < 2 || found.Any(name => SplitNames.Find(name) is null))
            return;
        string[] lists =
        [
            .. found
                .Select(name => InputTree.Files(Path.Combine(folder, name), "*.csv").Order(StringComparer.Ordinal))
                .Select(lists => lists.FirstOrDefault() ?? "")
                .Select(Path.GetFileName)
                .OfType<string>(),
        ];
        if (lists.All(list => list.Length > 0))
            throw new InvalidInputException(
                folder,
                null,
                $"its folders {FolderReader.List(found)} are splits with a list in each ({lists[0]}), which are not read together, and not "
                    + "classes. Join the lists into one CSV with a column 'split' and the folder before each name "
                    + $"({found[0]}/1.jpg); of boxes export COCO or Pascal VOC instead."
            );
    }

    /// <summary>What is said of folders that are called like splits and hold classes, but are asked for as classes.</summary>
    /// <param name="folder">The folder that they lie in.</param>
    /// <param name="classes">Classes that were asked for.</param>
    public static IEnumerable<string> AskedFor(string folder, IReadOnlyList<string> classes)
    {
        string[] splits = [.. classes.Distinct().Where(name => SplitNames.InFileName(name) is not null)],
            below =

            [
                .. splits
                    .SelectMany(name => ImageFiles.Subfolders(Path.Combine(folder, name)))
                    .Distinct()
                    .Order(StringComparer.Ordinal),
            ];
        if (splits.Length > 1 && below.Length > 0)
            yield return $"{Counted.And([.. splits.Select(name => $"'{name}'")])} are taken as classes, as --classes asks; inside lie "
                + $"{FolderReader.List(below)}. To use them as splits, leave --classes out.";
    }

    /// <summary>What is said of them, and of classes that one of them lacks.</summary>
    /// <param name="splits">The split folders.</param>
    /// <param name="classes">All classes.</param>
    /// <param name="held">The classes of each split folder.</param>
    public static IEnumerable<string> Notes(
        (string Name, Split Split)[] splits,
        IReadOnlyList<string> classes,
        IReadOnlyList<IReadOnlyList<string>> held
    )
    {
        yield return splits.Length == 1
            ? $"The folders of classes are those in {splits[0].Name}."
            : $"{Counted.And([.. splits.Select(s => s.Name)])} are taken as splits; nothing to do. (If they are really classes: "
                + $"--classes {string.Join(',', splits.Select(s => SplitFolders.Top(s.Name)).Distinct())}.)";
        for (int i = 0; i < splits.Length; i++)
        {
            string[] missing = [.. classes.Except(held[i])];
            if (missing.Length > 0)
                yield return $"{splits[i].Name}: has no images of {FolderReader.List(missing)}.";
        }
    }
}
