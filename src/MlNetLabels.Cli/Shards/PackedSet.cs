using MlNetLabels.Data;
using MlNetLabels.Datasets;

namespace MlNetLabels.Cli.Shards;

/// <summary>Files of many images that one word names: a file, a pattern of files, or a folder of them.</summary>
/// <param name="Folder">What their names are relative to.</param>
/// <param name="Files">Full paths, in order.</param>
internal sealed record PackedSet(string Folder, IReadOnlyList<string> Files)
{
    /// <summary>Null where a word names something else.</summary>
    /// <exception cref="InvalidInputException">It is a pattern, and of nothing that is there or of other files.</exception>
    public static PackedSet? Find(string images)
    {
        if (FilePattern.Is(images))
        {
            var files = FilePattern.Files(images);
            return files.FirstOrDefault(file => !IsCalledSo(file)) is not { } other
                ? new(FilePattern.Folder(images), files)
                : throw new InvalidInputException(
                    images,
                    null,
                    $"patterns are of {string.Join(", ", PackedImages.Extensions)} files, and {other} is none."
                );
        }
        string full = Path.GetFullPath(images);
        if (Directory.Exists(full))
            return InFolder(full) is { Count: > 0 } found ? new(full, found) : null;
        return File.Exists(full) && (IsCalledSo(full) || PackedDataset.IsPacked(full))
            ? new(Path.GetDirectoryName(full)!, [full])
            : null;
    }

    /// <summary>
    /// Those directly in a folder, where it holds such files and neither folders nor images of its own: then it is no
    /// dataset with an archive beside.
    /// </summary>
    private static List<string>? InFolder(string folder)
    {
        var files = new List<string>();
        foreach (string path in Directory.EnumerateFileSystemEntries(folder))
            if (Path.GetFileName(path).StartsWith('.'))
                continue;
            else if (
                Directory.Exists(path) || ImageFiles.Extensions.Contains(Path.GetExtension(path).ToLowerInvariant())
            )
                return null;
            else if (IsCalledSo(path))
                files.Add(path);
        files.Sort(StringComparer.Ordinal);
        return files;
    }

    private static bool IsCalledSo(string path) =>
        PackedImages.Extensions.Contains(Path.GetExtension(path).ToLowerInvariant());
}
