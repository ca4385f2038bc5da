using MlNetLabels.Data;

namespace MlNetLabels.Labelling.Data;

/// <summary>Which files belong to a list of labels, and what they are called.</summary>
internal static class LabelFiles
{
    /// <summary>The journal of a list of labels. Readers of datasets know by its name that it is no list.</summary>
    public static string JournalOf(string output) => Path.ChangeExtension(output, ".journal.jsonl");

    /// <summary>What is written here beside what somebody else wrote.</summary>
    public static IReadOnlyList<string> All(string output) => [output, JournalOf(output), NegativesOf(output)];

    /// <summary>Images of no class, as a list that <c>train --negatives</c> takes.</summary>
    public static string NegativesOf(string output) =>
        Path.Combine(
            Path.GetDirectoryName(output)!,
            Path.GetFileNameWithoutExtension(output) + "-none" + Path.GetExtension(output)
        );

    /// <summary>Where what somebody else wrote is kept that did not fit to what was answered; no list by its name.</summary>
    public static string EditedOf(string output, DateTimeOffset now) =>
        $"{output}.edited-{now.UtcDateTime:yyyyMMdd-HHmmss}";

    /// <summary>A file as seen from a folder, with forward slashes.</summary>
    public static string Seen(string folder, string path)
    {
        string seen = Path.GetRelativePath(folder, path);
        return Path.DirectorySeparatorChar == '/' ? seen : seen.Replace(Path.DirectorySeparatorChar, '/');
    }

    /// <summary>SHA-256 of a file; null where there is none.</summary>
    public static string? HashOf(string path) => File.Exists(path) ? InputFile.HashOf(path) : null;
}
