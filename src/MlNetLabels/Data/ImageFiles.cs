using System.IO.Enumeration;

namespace MlNetLabels.Data;

/// <summary>Finds image files in folders, in an order that does not depend on the file system.</summary>
public static class ImageFiles
{
    /// <summary>Extensions that are taken for images, whatever their case.</summary>
    public static IReadOnlyCollection<string> Extensions { get; } = [".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff", ".bmp"];

    /// <summary>Whether the name ends like an image's.</summary>
    public static bool IsImage(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>All files below a folder, sorted by their relative names; hidden ones and linked folders are not followed.</summary>
    /// <returns>Paths relative to the folder with forward slashes: images, and the others that were left out.</returns>
    public static (IReadOnlyList<string> Images, IReadOnlyList<string> Others) List(string folder)
    {
        if (!Directory.Exists(folder)) throw new InvalidInputException(folder, null, "there is no such folder.");
        try
        {
            var files = new FileSystemEnumerable<string>(folder, (ref FileSystemEntry e) => e.ToFullPath(), new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false })
            {
                ShouldIncludePredicate = (ref FileSystemEntry e) => !e.IsDirectory && !e.FileName.StartsWith('.'),
                ShouldRecursePredicate = (ref FileSystemEntry e) => !e.FileName.StartsWith('.') && (e.Attributes & FileAttributes.ReparsePoint) == 0,
            };
            string[] sorted = [.. files.Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];
            return ([.. sorted.Where(IsImage)], [.. sorted.Where(f => !IsImage(f))]);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new InvalidInputException(folder, null, $"cannot be listed ({error.Message}). Check its permissions.", error);
        }
    }

    /// <summary>Images named on a command line: files as they are, folders with all images below them.</summary>
    public static IReadOnlyList<string> Expand(IEnumerable<string> paths) =>
        [.. paths.SelectMany(path => Directory.Exists(path) ? List(path).Images.Select(file => Path.Combine(path, file)) : [path])];
}
