using System.IO.Enumeration;

namespace MlNetLabels.Data;

/// <summary>Files and folders that came from outside, on the disk or inside of an archive that is read in place.</summary>
internal static class InputTree
{
    private static readonly EnumerationOptions s_readable = new()
    {
        MatchCasing = MatchCasing.CaseInsensitive,
        IgnoreInaccessible = true,
    };

    /// <summary>Whether a file is there.</summary>
    public static bool IsFile(string path) =>
        PackedFiles.Find(path, out string name) is { } packed && name.Length > 0
            ? packed.IsFile(name)
            : File.Exists(path);

    /// <summary>Whether a folder is there; an archive that is read in place is one, too.</summary>
    public static bool IsFolder(string path) =>
        PackedFiles.Find(path, out string name) is { } packed ? packed.IsFolder(name) : Directory.Exists(path);

    /// <summary>Whether a path leads into an archive that is read in place.</summary>
    public static bool IsPacked(string path) => PackedFiles.Find(path, out _) is not null;

    /// <summary>The files of a folder, as paths.</summary>
    public static IEnumerable<string> Files(string folder) =>
        PackedFiles.Find(folder, out string name) is { } packed
            ? packed.Files(name).Select(file => Path.Combine(folder, file))
            : Directory.EnumerateFiles(folder);

    /// <summary>Those whose names match, whatever their case; of what may not be listed none.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        IsPacked(folder)
            ? Files(folder)
                .Where(file =>
                    FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(file), ignoreCase: true)
                )
            : Directory.EnumerateFiles(folder, pattern, s_readable);

    /// <summary>The folders of a folder, as paths.</summary>
    public static IEnumerable<string> Folders(string folder) =>
        PackedFiles.Find(folder, out string name) is { } packed
            ? packed.Folders(name).Select(file => Path.Combine(folder, file))
            : Directory.EnumerateDirectories(folder);

    /// <summary>A file's length in bytes.</summary>
    public static long Length(string path) =>
        PackedFiles.Find(path, out string name) is { } packed && name.Length > 0
            ? packed.Length(name)
            : new FileInfo(path).Length;

    /// <summary>Opens a file to read from its beginning to its end.</summary>
    public static Stream Open(string path) =>
        PackedFiles.Find(path, out string name) is { } packed && name.Length > 0
            ? packed.Open(name)
            : File.OpenRead(path);

    /// <summary>Copies a file to a place on the disk where there is none.</summary>
    public static void Copy(string path, string target)
    {
        if (PackedFiles.Find(path, out string name) is not { } packed || name.Length == 0)
        {
            File.Copy(path, target);
            return;
        }
        using var content = packed.Open(name);
        using var file = new FileStream(target, FileMode.CreateNew);
        content.CopyTo(file);
    }
}
