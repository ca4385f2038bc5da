using System.Globalization;
using MlNetLabels.Data.Formats;

namespace MlNetLabels.Data;

/// <summary>What is to be said of a folder of classes that its owner may have meant otherwise.</summary>
internal static class FolderDoubts
{
    private static readonly string[] s_tables = [".csv", ".tsv", ".jsonl", ".ndjson", ".xlsx", ".xls", ".ods"],
        s_archives = [".zip", ".tar", ".gz", ".tgz", ".7z", ".rar"],
        s_lists = [.. s_tables, .. s_archives, ".json", ".xml", ".parquet"];

    // Of a folder of thousands, so many tell what the others are.
    private const int MostAside = 50;

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
        if (nested.Length == 1 && classes.Count == 1)
            yield return $"'{nested[0].Name}' is taken as the only class; if the classes are the folders in it "
                + $"({FolderReader.List(nested[0].Below)}), name {Path.Combine(folder, nested[0].Name)}.";
        else if (nested.Length > 0)
            yield return $"'{nested[0].Name}' is taken as one class, but holds folders of images and none itself: "
                + $"{FolderReader.List(nested[0].Below)}. Nothing to do if it is one class. If these are "
                + "the classes, name the folder above them: "
                + $"{Path.Combine(folder, nested[0].Name)}."
                + (
                    nested.Length == 1
                        ? ""
                        : $" Likewise: {FolderReader.List(nested.Skip(1).Select(x => x.Name))}. To take them together, put the images of "
                            + "each class into one folder, or list all of them in a CSV (file,label)."
                );
        string[] unused = Beside(folder, s_lists);
        if (unused.Length > 0)
            yield return $"Not used, as the folders' names are the classes: {FolderReader.List(unused)}.";
        if (unused.Length > 0 && Tool(folder) is { } tool)
            yield return tool;
    }

    /// <summary>What a folder without class folders holds, so that it can be told what it is.</summary>
    public static string Holds(string folder)
    {
        string[] files = [.. DatasetPlace.Files(folder, "*").Select(file => Path.GetFileName(file)!)];
        if (files.Length == 0)
            return "It is empty.";
        string held = $"It holds {FolderReader.List(files)}.";
        foreach (string name in files)
            if (ForeignFile.Describe(Path.Combine(folder, name)) is { } kind)
                return $"{held} {name}: {kind}";
        if (TextLists.Advice(folder) is { } list)
            return $"{held} {list}";
        if (files.FirstOrDefault(IsArchive) is { } archive)
            return held + Archives(folder, files.Count(IsArchive), archive);
        if (files.Any(name => Path.GetExtension(name).Equals(".cls", StringComparison.OrdinalIgnoreCase)))
            return $"{held} This is a WebDataset, which is not read: write each image into a folder called as its .cls says.";
        if (Beginnings(files) is { } beginnings)
            return $"{held} If what their names begin with is the class, move them into folders called so: {beginnings}.";
        return Tool(folder) is { } tool ? $"{held} {tool}" : held;
    }

    /// <summary>The folder to name where one of a class was; null where the one above holds no others of images.</summary>
    public static string? Above(string folder)
    {
        if (InputTree.IsPacked(folder) || !DatasetPlace.Files(folder, "*").Any(ImageFiles.IsImage))
            return null;
        string? above = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        if (above is null || DatasetPlace.Files(above, "*").Any(ImageFiles.IsImage))
            return null;
        string[] classes = [.. ImageFiles.Subfolders(above).Take(MostAside)];
        classes =
        [
            .. classes.Where(name => DatasetPlace.Files(Path.Combine(above, name), "*").Any(ImageFiles.IsImage)),
        ];
        return classes.Length < 2 || classes.Length * 2 < ImageFiles.Subfolders(above).Length
            ? null
            : $"If it is one class beside others ({FolderReader.List(classes)}), name the folder above: {above}.";
    }

    private static string Archives(string folder, int count, string first) =>
        count > 1
            ? $" Unpack {(InputTree.IsPacked(folder) ? "this archive, then " : "")}{(count == 2 ? "both" : $"all {count}")} here; each "
                + "becomes a class folder."
        : InputTree.IsPacked(folder)
            ? $" An archive within another one is not read. Unpack {Path.GetFileName(folder)}, and name {first}."
        : $" {first} is read where it is named itself: {Path.Combine(folder, first)}.";

    // cat.0.jpg, beagle_12.jpg: as long as there are few of them, and several images of each.
    private static string? Beginnings(string[] files)
    {
        var groups = files
            .Where(name => ImageFiles.Extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase))
            .GroupBy(name =>
                Path.GetFileNameWithoutExtension(name).TrimEnd([.. "0123456789"]).TrimEnd('.', '_', '-', ' ')
            )
            .Where(group => group.Key.Length > 0 && group.Skip(1).Any())
            .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Key} ({group.Count()})"))
            .ToArray();
        return groups.Length > 1 ? FolderReader.List(groups) : null;
    }

    private static string? Tool(string folder) =>
        new DatasetPlace(folder)
            .JsonFiles.Select(json =>
                UnknownFile.Tool(json) is { } tool ? $"{Path.GetFileName(json.File)}: {tool}" : null
            )
            .FirstOrDefault(tool => tool is not null);

    private static bool IsArchive(string name) =>
        s_archives.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    /// <summary>The subfolders that hold images, of a folder that holds none itself and at least two others.</summary>
    public static string[] FoldersOfImages(string folder)
    {
        string[] below = ImageFiles.Subfolders(folder);
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
