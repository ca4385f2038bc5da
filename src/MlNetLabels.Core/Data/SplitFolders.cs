namespace MlNetLabels.Data;

/// <summary>
/// Folders called train, validation (valid, val, dev) and test, each with one subfolder per class: splits, as many
/// public image sets come.
/// </summary>
internal static class SplitFolders
{
    private static readonly Dictionary<string, Split> s_names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["train"] = Split.Train,
        ["training"] = Split.Train,
        ["validation"] = Split.Validation,
        ["valid"] = Split.Validation,
        ["val"] = Split.Validation,
        ["dev"] = Split.Validation,
        ["test"] = Split.Test,
        ["testing"] = Split.Test,
    };

    /// <summary>
    /// The split folders of a folder that holds nothing else: one to train on and another, each with subfolders. Null
    /// for any other, and where one of them is asked for as a class.
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
        if (found.Count < 2 || !found.All(s_names.ContainsKey) || classes?.Any(found.Contains) == true)
            return null;
        (string Name, Split Split)[] splits = [.. found.Select(name => (name, s_names[name])).OrderBy(s => s.Item2)];
        return
            splits[0].Split == Split.Train
            && splits[^1].Split != Split.Train
            && splits.All(s => FolderReader.Subfolders(Path.Combine(folder, s.Name)).Length > 0)
            ? splits
            : null;
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
