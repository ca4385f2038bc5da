using MlNetLabels.Data.Formats;

namespace MlNetLabels.Data;

/// <summary>
/// Folders called train, validation (valid, val, dev) and test, each with one subfolder per class: splits, as many
/// public image sets come.
/// </summary>
internal static class SplitFolders
{
    private static readonly string[] s_general = ["image", "img", "data", "photo", "picture", "jpg", "jpeg", "png"];

    /// <summary>
    /// The split folders of a folder: one to train on and another, each with subfolders. Beside others only where a
    /// class lies in more than one of them, and likewise where splits are only a part of their names (train_set). One
    /// alone where the others hold no classes. Null where there are none, and where one is asked for as a class.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="found">Its subfolders.</param>
    /// <param name="classes">Classes that were asked for; null for all.</param>
    /// <returns>Names below the folder; one that holds only a folder of its own name (train/train) is that folder.</returns>
    public static (string Name, Split Split)[]? Find(
        string folder,
        IReadOnlyList<string> found,
        IReadOnlyList<string>? classes
    )
    {
        if (classes?.Any(found.Contains) == true)
            return null;
        var splits = Named(folder, found);
        if (splits.Length < 2 || splits[0].Split != Split.Train || splits[^1].Split == Split.Train)
            return null;
        bool areNamed = splits.All(s => SplitNames.Find(Top(s.Name)) is not null) && splits.Length == found.Count;
        string[][] below = [.. splits.Select(s => FolderReader.Subfolders(Path.Combine(folder, s.Name)))];
        // Images to try a model on, without classes, as competitions have them, are of no use here.
        if (areNamed && below[0].Length > 1)
        {
            splits = [.. splits.Where((_, i) => below[i].Length > 0)];
            below = [.. below.Where(names => names.Length > 0)];
        }
        if (below.Any(names => names.Length == 0))
            return null;
        bool shareClass = below.SelectMany(names => names).CountBy(name => name).Any(x => x.Value > 1);
        return shareClass || areNamed ? splits : null;
    }

    /// <summary>
    /// The one folder that holds the folders of classes, as public sets have beside those of boxes and masks
    /// (images/sparrow); null where there is none such, or classes are asked for by name.
    /// </summary>
    public static (string Name, Split Split)[]? FindInner(
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

    /// <summary>The subfolder that a split lies in.</summary>
    public static string Top(string name) => name.Split('/')[0];

    /// <summary>What is to be said where folders are called like splits, but are taken for classes.</summary>
    public static IEnumerable<string> Doubt(IReadOnlyList<string> found, IReadOnlyList<string>? classes)
    {
        var splits = Named(found, found);
        if (classes is null && splits.Length > 1)
            yield return $"The folders {FolderReader.List(splits.Select(s => s.Name))} are called like splits, but are taken for "
                + "classes, since they do not hold the same folders of classes.";
    }

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
                    .SelectMany(name => FolderReader.Subfolders(Path.Combine(folder, name)))
                    .Distinct()
                    .Order(StringComparer.Ordinal),
            ];
        if (splits.Length > 1 && below.Length > 0)
            yield return $"{Counted.And([.. splits.Select(name => $"'{name}'")])} are taken as classes, as --classes asks; inside lie "
                + $"{FolderReader.List(below)}. To use them as splits, leave --classes out.";
    }

    // As archives of archives unpack: seg_train/seg_train/forest.
    private static string Within(string folder, string name)
    {
        string inner = name;
        while (
            FolderReader.Subfolders(Path.Combine(folder, inner)) is [var only]
            && only.Equals(Top(name), StringComparison.OrdinalIgnoreCase)
        )
            inner += "/" + only;
        return inner;
    }

    private static (string Name, Split Split)[] Named(string folder, IReadOnlyList<string> found)
    {
        string[] inner = [.. found.Select(name => Within(folder, name))];
        // A folder without folders of its own, as of images to try a model on, does not make the others classes.
        string[] ofClasses =
        [
            .. found.Where((_, i) => FolderReader.Subfolders(Path.Combine(folder, inner[i])).Length > 0),
        ];
        return [.. Named(found, ofClasses).Select(s => (inner[found.ToList().IndexOf(s.Name)], s.Split))];
    }

    // A part of a name says so only where all folders of classes have one: test_tube alone is a class.
    private static (string Name, Split Split)[] Named(IReadOnlyList<string> found, IReadOnlyList<string> ofClasses)
    {
        var named = Named(found, SplitNames.Find);
        var inNames = named.Length < 2 ? Named(ofClasses, SplitNames.InFileName) : [];
        return inNames.Length == ofClasses.Count && inNames.DistinctBy(s => s.Split).Count() > 1 ? inNames : named;
    }

    private static (string Name, Split Split)[] Named(IReadOnlyList<string> found, Func<string, Split?> splitOf) =>
        [
            .. found
                .Where(name => splitOf(name) is not null)
                .Select(name => (name, splitOf(name)!.Value))
                .OrderBy(s => s.Item2),
        ];

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
                + $"--classes {string.Join(',', splits.Select(s => Top(s.Name)).Distinct())}.)";
        for (int i = 0; i < splits.Length; i++)
        {
            string[] missing = [.. classes.Except(held[i])];
            if (missing.Length > 0)
                yield return $"{splits[i].Name}: has no images of {FolderReader.List(missing)}.";
        }
    }
}
