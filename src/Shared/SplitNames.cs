namespace MlNetLabels.Data.Formats;

/// <summary>What splits are called, in folders, files and cells.</summary>
internal static class SplitNames
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

    private static readonly char[] s_marks = ['_', '-', '.', ' '];

    /// <summary>The split of that name; null where it is none.</summary>
    public static Split? Find(string name) => s_names.TryGetValue(name, out var split) ? split : null;

    /// <summary>The split in a name such as instances_train2017.json or train-00000-of-00002.parquet.</summary>
    public static Split? InFileName(string file)
    {
        foreach (string word in Path.GetFileNameWithoutExtension(file).Split(s_marks))
            if (Find(word.TrimEnd([.. "0123456789"])) is { } split)
                return split;
        return null;
    }
}
