namespace MlNetLabels.Data.Formats;

/// <summary>Lists that a folder without classes holds and that cannot be read: each is told with its own error.</summary>
internal static class UnreadLists
{
    private const int MostTold = 3;

    private static readonly string[] s_tables = [".csv", ".tsv", ".jsonl", ".ndjson"],
        s_sheets = [".xlsx", ".xls", ".ods"];

    /// <summary>The error for a folder without folders of classes; null where there is no list in it, or it is fine.</summary>
    /// <param name="place">The folder.</param>
    /// <param name="options">How its lists are to be read.</param>
    public static string? Describe(DatasetPlace place, DatasetOptions options)
    {
        string[] folders = ImageFiles.Subfolders(place.Path);
        return folders.Length == 0 ? Alone(place, options)
            : options.Classes.Count > 0 ? null
            : (AreNoClasses(place.Path, folders) ? BesideImages(place, folders, options) : null)
                ?? Deeper(place, folders, options);
    }

    /// <summary>A line for each list that cannot be used, beside those that are.</summary>
    /// <param name="place">The folder.</param>
    /// <param name="options">How its lists are to be read.</param>
    /// <param name="used">Those that are.</param>
    public static IEnumerable<string> Beside(DatasetPlace place, DatasetOptions options, IEnumerable<string> used) =>
        Unread([.. Tables(place.Path, s_tables).Except(used)], options)
            .Take(MostTold)
            .Select(unread => $"Not used, as it cannot be read as a list of images: {unread.Why}");

    // lists/labels.csv beside images/: the folder without images is no class, and so the other is not the only one.
    private static string? Deeper(DatasetPlace place, string[] folders, DatasetOptions options)
    {
        // Two are enough: of a thousand classes not all are walked.
        string[] withImages =
        [
            .. folders.Where(name => ImageFiles.Each([Path.Combine(place.Path, name)]).Any()).Take(2),
        ];
        if (withImages is not [var one])
            return null;
        // A list in a folder of images called as classes are may be anything.
        string[] lists =
        [
            .. folders
                .Where(name => name != one || InnerFolder.IsNoClass(name, place.Path))
                .SelectMany(name => Tables(Path.Combine(place.Path, name), s_tables)),
        ];
        if (lists.Length == 0)
            return null;
        string start = $"its images lie in one folder, '{one}', and ",
            images = Path.Combine(place.Path, one),
            end = $"; --data-format folders takes '{one}' as a class.";
        if (Unread(lists, options) is not [var unread, ..])
            return $"{start}{lists[0]} seems to list them: {Command(lists[0])}{end}";
        return $"{start}{unread.File} cannot be read. {unread.Why} "
            + $"Name the list itself{(HasOption(unread.Why) ? " with these options" : "")}: {Command(unread.File)}{end}";

        string Command(string list) =>
            $"--data {list}{(Path.GetDirectoryName(list) == images ? "" : $" --images {images}")}";
    }

    private static bool HasOption(string text) => text.Contains("-column", StringComparison.Ordinal);

    /// <summary>The only list of a folder, whether or not it can be read; null where there are none or several.</summary>
    public static string? Only(DatasetPlace place) => Tables(place.Path, s_tables) is [var one] ? one : null;

    private static string? Alone(DatasetPlace place, DatasetOptions options)
    {
        string[] files = [.. Tables(place.Path, s_tables), .. OwnJson(place, isStrict: false)];
        var unread = Unread(files, options);
        if (unread.Length == 0)
            return null;
        string names = FolderReader.List(unread.Select(x => Path.GetFileName(x.File))),
            reasons = string.Join(' ', unread.Take(MostTold).Select(x => x.Why)),
            column = HasOption(reasons) ? $" These options need the list itself: --data {unread[0].File}." : "";
        return $"there are no class folders. {names} {(unread.Length == 1 ? "lies" : "lie")} in it, but cannot be used: "
            + $"{reasons}{column}";
    }

    // Without the list all images would be of one class, called as their folder is.
    private static string? BesideImages(DatasetPlace place, string[] folders, DatasetOptions options)
    {
        string[] files = [.. Tables(place.Path, [.. s_tables, .. s_sheets]), .. OwnJson(place, isStrict: true)];
        if (Unread(files, options) is not [var unread, ..])
            return null;
        string one = Counted.And([.. folders.Select(name => $"'{name}'")]);
        return (folders.Length == 1 ? $"its images lie in one folder, {one}," : $"its images lie in {one},")
            + $" and the list beside {(folders.Length == 1 ? "it" : "them")} cannot be read. {unread.Why} Options that say "
            + $"what its columns are need the list itself as the data ({unread.File}); --data-format folders takes {one} as "
            + (folders.Length == 1 ? "a class." : "classes.");
    }

    // One folder, or those of splits that hold images themselves.
    private static bool AreNoClasses(string folder, string[] folders) =>
        folders.Length == 1
        || Array.TrueForAll(
            folders,
            name => SplitNames.Find(name) is not null && ImageFiles.Subfolders(Path.Combine(folder, name)).Length == 0
        );

    private static string[] Tables(string folder, string[] extensions) =>
        [
            .. DatasetPlace
                .Files(folder, "*")
                .Where(file => extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                .Where(file => !Path.GetFileName(file).Contains("submission", StringComparison.OrdinalIgnoreCase)),
        ];

    // Beside a folder an object may be anything that somebody knows of the images as a whole.
    private static IEnumerable<string> OwnJson(DatasetPlace place, bool isStrict) =>
        place
            .JsonFiles.Where(json => UnknownFile.Tool(json) is null)
            .Where(json => !isStrict || json.Shape is null or { IsList: true })
            .Select(json => json.File);

    private static (string File, string Why)[] Unread(string[] files, DatasetOptions options) =>
        [
            .. files
                .Select(file => (File: file, Why: WhyNot(file, options)))
                .Where(x => x.Why is not null)
                .Select(x => (x.File, x.Why!)),
        ];

    private static string? WhyNot(string file, DatasetOptions options)
    {
        try
        {
            _ = DatasetReader.Read(file, options with { Classes = [] });
            return null;
        }
        catch (InvalidInputException error)
        {
            return error.Message.Replace(file, Path.GetFileName(file), StringComparison.Ordinal);
        }
    }
}
