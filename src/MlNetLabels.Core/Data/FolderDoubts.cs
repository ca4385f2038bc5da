using MlNetLabels.Data.Formats;

namespace MlNetLabels.Data;

/// <summary>What is to be said of a folder of classes that its owner may have meant otherwise.</summary>
internal static class FolderDoubts
{
    private static readonly string[] s_tables = [".csv", ".tsv", ".jsonl", ".ndjson", ".xlsx", ".xls", ".ods"],
        s_lists = [.. s_tables, ".json", ".xml", ".parquet", ".zip", ".tar", ".gz", ".tgz", ".7z", ".rar"];

    private static readonly string[] s_words = ["class", "label", "categor", "synset", "mapping", "names", "split"];

    /// <summary>Classes that are made of folders of images, and lists that nothing is taken from.</summary>
    /// <param name="folder">The folder of class folders.</param>
    /// <param name="classes">Those that are taken.</param>
    public static IEnumerable<string> Notes(string folder, IReadOnlyList<string> classes)
    {
        (string Name, string[] Below)[] nested =
        [
            .. classes
                .Select(name => (Name: name, Below: FoldersOfImages(Path.Combine(folder, name))))
                .Where(x => x.Below.Length > 1),
        ];
        if (nested.Length > 0)
            yield return $"{nested.Length} of {classes.Count} class folders hold no images themselves, but folders of images "
                + $"({nested[0].Name}: {FolderReader.List(nested[0].Below)}), all taken as one class. If these are "
                + $"the classes, name the folder above them: {Path.Combine(folder, nested[0].Name)}.";
        string[] unused = Beside(folder, s_lists);
        if (unused.Length > 0)
            yield return $"Not used, as the folders' names are the classes: {FolderReader.List(unused)}.";
    }

    /// <summary>
    /// Why a list beside one folder of images was not read; null where there is none. Without it all images would be
    /// of one class, called as their folder is.
    /// </summary>
    /// <param name="folder">The folder of class folders.</param>
    public static string? UnreadList(string folder)
    {
        if (FolderReader.Subfolders(folder) is not [var one])
            return null;
        foreach (string name in Beside(folder, s_tables))
            if (WhyNot(Path.Combine(folder, name)) is { } why)
                return $"beside its one folder '{one}' lies {name}, which cannot be read as a list of images: {why} "
                    + $"--data-format folders takes '{one}' as a class all the same.";
        return null;
    }

    /// <summary>What a folder without class folders holds, so that it can be told what it is.</summary>
    public static string Holds(string folder)
    {
        string[] files = [.. DatasetPlace.Files(folder, "*").Select(file => Path.GetFileName(file)!)];
        if (files.Length == 0)
            return "It is empty.";
        string? kind = files
            .Select(name => ForeignFile.Describe(Path.Combine(folder, name)))
            .FirstOrDefault(x => x is not null);
        return $"In it lie {FolderReader.List(files)}{(kind is null ? "." : $": {kind}")}";
    }

    private static string? WhyNot(string file)
    {
        if (ForeignFile.Describe(file) is { } foreign)
            return foreign;
        try
        {
            TableFormat.Columns(Table.Read(file), new DatasetOptions());
            return null;
        }
        catch (InvalidInputException error)
        {
            return error.Message;
        }
    }

    private static string[] FoldersOfImages(string folder)
    {
        string[] below = FolderReader.Subfolders(folder);
        return below.Length < 2 || DatasetPlace.Files(folder, "*").Any(ImageFiles.IsImage)
            ? []
            : [.. below.Where(name => ImageFiles.Each([Path.Combine(folder, name)]).Any())];
    }

    private static string[] Beside(string folder, string[] extensions) =>
        [
            .. DatasetPlace
                .Files(folder, "*")
                .Select(file => Path.GetFileName(file)!)
                .Where(name =>
                    extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase)
                    || (extensions == s_lists && IsTextOfNames(name))
                ),
        ];

    private static bool IsTextOfNames(string name) =>
        name.EndsWith(".txt", StringComparison.OrdinalIgnoreCase)
        && s_words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
