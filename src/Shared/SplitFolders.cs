using MlNetLabels.Data.Formats;

namespace MlNetLabels.Data;

/// <summary>
/// Folders called train, validation (valid, val, dev) and test, each with one subfolder per class: splits, as many
/// public image sets come.
/// </summary>
internal static class SplitFolders
{
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
        if (classes?.Any(found.Contains) == true || found.Count(name => SplitNames.InFileName(name) is not null) < 2)
            return null;
        var splits = Named(folder, found);
        if (splits.Length < 2 || splits[0].Split != Split.Train || splits[^1].Split == Split.Train)
            return null;
        bool areNamed = splits.All(s => SplitNames.Find(Top(s.Name)) is not null) && splits.Length == found.Count;
        string[][] below = [.. splits.Select(s => ImageFiles.Subfolders(Path.Combine(folder, s.Name)))];
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

    /// <summary>The subfolder that a split lies in.</summary>
    public static string Top(string name) => name.Split('/')[0];

    /// <summary>What is to be said where folders are called like splits, but are taken for classes.</summary>
    public static IEnumerable<string> Doubt(IReadOnlyList<string> found, IReadOnlyList<string>? classes)
    {
        var splits = Named(found, found);
        if (classes is null && splits.Length > 1)
            yield return $"The folders {string.Join(", ", splits.Select(s => s.Name))} are called like splits, but are taken for "
                + "classes, since they do not hold the same folders of classes.";
    }

    // As archives of archives unpack: seg_train/seg_train/forest.
    private static string Within(string folder, string name)
    {
        string inner = name;
        while (
            ImageFiles.Subfolders(Path.Combine(folder, inner)) is [var only]
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
            .. found.Where((_, i) => ImageFiles.Subfolders(Path.Combine(folder, inner[i])).Length > 0),
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
}
