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
    /// class lies in more than one of them, and likewise where splits are only a part of their names (train_set). Null
    /// where there are none, and where one of them is asked for as a class.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="found">Its subfolders.</param>
    /// <param name="classes">Classes that were asked for; null for all.</param>
    public static (string Name, Split Split)[]? Find(
        string folder,
        IReadOnlyList<string> found,
        IReadOnlyList<string>? classes
    )
    {
        if (classes?.Any(found.Contains) == true)
            return null;
        var splits = Named(found);
        if (splits.Length < 2 || splits[0].Split != Split.Train || splits[^1].Split == Split.Train)
            return null;
        string[][] below = [.. splits.Select(s => FolderReader.Subfolders(Path.Combine(folder, s.Name)))];
        if (below.Any(names => names.Length == 0))
            return null;
        bool shareClass = below.SelectMany(names => names).CountBy(name => name).Any(x => x.Value > 1);
        bool areNamed = splits.All(s => SplitNames.Find(s.Name) is not null);
        return shareClass || (areNamed && splits.Length == found.Count) ? splits : null;
    }

    /// <summary>What is to be said where folders are called like splits, but are taken for classes.</summary>
    public static IEnumerable<string> Doubt(IReadOnlyList<string> found, IReadOnlyList<string>? classes)
    {
        var splits = Named(found);
        if (classes is null && splits.Length > 1)
            yield return $"The folders {FolderReader.List(splits.Select(s => s.Name))} are called like splits, but are taken for "
                + "classes, since they do not hold the same folders of classes.";
    }

    // A part of a name says so only where all folders have one: test_tube alone is a class.
    private static (string Name, Split Split)[] Named(IReadOnlyList<string> found)
    {
        var named = Named(found, SplitNames.Find);
        var inNames = named.Length < 2 ? Named(found, SplitNames.InFileName) : [];
        return inNames.Length == found.Count && inNames.DistinctBy(s => s.Split).Count() > 1 ? inNames : named;
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
        yield return $"The folders {string.Join(", ", splits.Select(s => s.Name))} are splits, each with its classes; "
            + $"name them with --classes to train on them as classes.";
        for (int i = 0; i < splits.Length; i++)
        {
            string[] missing = [.. classes.Except(held[i])];
            if (missing.Length > 0)
                yield return $"{splits[i].Name}: has no images of {FolderReader.List(missing)}.";
        }
    }
}
