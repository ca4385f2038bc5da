using System.IO.Enumeration;

namespace MlNetLabels.Data;

/// <summary>Finds image files in folders, in an order that does not depend on the file system.</summary>
internal static class ImageFiles
{
    /// <summary>
    /// Extensions that are taken for images without a look at the file, whatever their case. Some of these formats are
    /// not read: such a file is listed with that reason.
    /// </summary>
    public static IReadOnlyCollection<string> Extensions { get; } =
    [".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff", ".avif", ".bmp", ".heic", ".heif", ".jp2", ".jxl"];

    // Archives of macOS, network drives of Synology, Windows' bin, FiftyOne's images without a class.
    private static readonly HashSet<string> s_clutter = new(StringComparer.OrdinalIgnoreCase)
    {
        "__MACOSX",
        "@eaDir",
        "$RECYCLE.BIN",
        "System Volume Information",
        "_unlabeled",
    };

    /// <summary>Whether a file is an image's: by its name, and where that does not say, by its first bytes.</summary>
    public static bool IsImage(string path) =>
        Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase) || ImageContent.IsImage(path);

    /// <summary>Whether a folder is what a system or a tool leaves behind, and no class.</summary>
    public static bool IsClutter(string folder) => s_clutter.Contains(folder);

    /// <summary>
    /// The visible subfolders of a folder, in ordinal order, without what systems leave behind.
    /// </summary>
    public static string[] Subfolders(string folder) =>
        [
            .. InputTree
                .Folders(folder)
                .Select(d => Path.GetFileName(d)!)
                .Where(d => !d.StartsWith('.') && !IsClutter(d))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>
    /// All files below a folder, sorted by their relative names, without hidden ones and clutter. Linked folders that
    /// lie elsewhere are followed, each once.
    /// </summary>
    /// <returns>Paths relative to the folder with forward slashes, and what was left out.</returns>
    public static (IReadOnlyList<string> Images, LeftOutFiles Others) List(string folder)
    {
        if (!InputTree.IsFolder(folder))
            throw new InvalidInputException(folder, null, "there is no such folder.");
        var others = new LeftOutFiles();
        return ([.. Images(folder, others)], others);
    }

    /// <summary>
    /// Name and place of an image that a list names relative to its folder. Lists made on Windows have backslashes;
    /// elsewhere those are slashes, but for a file that is really called so.
    /// </summary>
    public static (string Name, string Path) Listed(string folder, string given)
    {
        string slashed = given.Replace('\\', '/');
        bool isName =
            !OperatingSystem.IsWindows()
            && slashed.Length > 0
            && slashed != given
            && InputTree.IsFile(Path.Combine(folder, given));
        string name = isName ? given : slashed;
        return (name, Path.GetFullPath(Path.Combine(folder, name)));
    }

    private static IEnumerable<string> Images(string folder, LeftOutFiles? others)
    {
        foreach (string file in Walk(folder, ""))
            if (IsImage(Path.Combine(folder, file)))
                yield return file;
            else
                others?.Add(file);
    }

    // Folder by folder, so that of a million files only those of one folder are held: a folder sorts as its name and the
    // slash that follows it in every path.
    private static IEnumerable<string> Walk(string folder, string prefix, FollowedLinks? followed = null)
    {
        followed ??= new FollowedLinks(folder);
        foreach (string name in Entries(folder))
            if (!name.EndsWith('/'))
                yield return prefix + name;
            else if (followed.MayEnter(Path.Combine(folder, name)))
                foreach (string file in Walk(Path.Combine(folder, name), prefix + name, followed))
                    yield return file;
    }

    private static string[] Entries(string folder)
    {
        // Those of archives are clean, and hidden files left out.
        if (InputTree.IsPacked(folder))
            return
            [
                .. InputTree
                    .Files(folder)
                    .Select(file => Path.GetFileName(file)!)
                    .Concat(
                        InputTree
                            .Folders(folder)
                            .Select(Path.GetFileName)
                            .Where(x => !IsClutter(x!))
                            .Select(x => $"{x}/")
                    )
                    .Order(StringComparer.Ordinal),
            ];
        try
        {
            var entries = new FileSystemEnumerable<string>(
                folder,
                (ref FileSystemEntry e) => e.IsDirectory ? $"{e.FileName}/" : e.FileName.ToString(),
                new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false }
            )
            {
                ShouldIncludePredicate = (ref FileSystemEntry e) =>
                    !e.FileName.StartsWith('.')
                    && (!e.IsDirectory || (!IsClutter(e.FileName.ToString()) && CanBeOpened(ref e))),
            };
            return [.. entries.Order(StringComparer.Ordinal)];
        }
        catch (UnauthorizedAccessException error)
        {
            throw new InvalidInputException(
                folder,
                null,
                "it may not be listed: give yourself the permission"
                    + (OperatingSystem.IsWindows() ? " in its properties." : " (chmod u+rx, or ask its owner)."),
                error
            );
        }
    }

    // .NET writes U+FFFD for bytes that are no UTF-8, does not find that folder again, and would pass over it in
    // silence.
    private static bool CanBeOpened(ref FileSystemEntry folder) =>
        !folder.FileName.Contains('\uFFFD') || Directory.Exists(folder.ToFullPath())
            ? true
            : throw new InvalidInputException(
                folder.ToFullPath(),
                null,
                "the folder's name is not valid UTF-8, so it cannot be listed. Rename it."
            );

    /// <summary>
    /// Images named on a command line, one by one: files as they are, of folders all images below them.
    /// </summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="others">Gets a folder with the count of what was left out of it, once the folder was listed.</param>
    public static IEnumerable<string> Each(IEnumerable<string> paths, Action<SkippedFile>? others = null)
    {
        foreach (string path in paths)
        {
            if (!InputTree.IsFolder(path))
            {
                yield return path;
                continue;
            }
            var leftOut = new LeftOutFiles();
            foreach (string file in Images(path, leftOut))
                yield return Path.Combine(path, file);
            if (leftOut.Count > 0)
                others?.Invoke(new SkippedFile(path, leftOut.ToString()));
        }
    }

    /// <summary>The same as a list.</summary>
    public static IReadOnlyList<string> Expand(IEnumerable<string> paths, Action<SkippedFile>? others = null) =>
        [.. Each(paths, others)];
}
