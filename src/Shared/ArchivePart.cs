namespace MlNetLabels.Data;

/// <summary>Tells one part of an archive that was written in several, by its name: photos.zip.001, photos.z01.</summary>
internal static class ArchivePart
{
    /// <summary>What is said of one.</summary>
    public const string Advice =
        "this is one part of an archive in several parts. Unpack it with all parts, and name the folder.";

    private static readonly string[] s_archives = [".zip", ".7z", ".rar", ".tar", ".tgz", ".gz"];

    public static bool Is(string path)
    {
        string last = Path.GetExtension(path);
        return last is ['.', 'z' or 'Z', _, _] && last.Skip(2).All(char.IsAsciiDigit)
            || last.Length > 2
                && last.Skip(1).All(char.IsAsciiDigit)
                && s_archives.Contains(
                    Path.GetExtension(Path.GetFileNameWithoutExtension(path)),
                    StringComparer.OrdinalIgnoreCase
                );
    }
}
