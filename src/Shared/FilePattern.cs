using System.Globalization;
using System.IO.Enumeration;

namespace MlNetLabels.Data;

/// <summary>
/// Many files by one word, as WebDataset names them: <c>photos-{000..099}.tar</c>, <c>{a,b}.tar</c>, and <c>*</c> and
/// <c>?</c> in the last step of a path. To be quoted, since shells make many words of it.
/// </summary>
internal static class FilePattern
{
    public const int MostFiles = 100_000;

    private static readonly char[] s_marks = ['*', '?', '{'];

    /// <summary>Whether a text is one; a file that is really called so is none.</summary>
    public static bool Is(string text) => text.IndexOfAny(s_marks) >= 0 && !Path.Exists(text);

    /// <summary>The folder in front of whatever stands for many.</summary>
    public static string Folder(string pattern) =>
        Path.GetDirectoryName(Path.GetFullPath(pattern[..(pattern.IndexOfAny(s_marks) + 1)]))!;

    /// <summary>The files, in the pattern's order and those of a <c>*</c> by their names.</summary>
    /// <exception cref="InvalidInputException">One that is named, or any, is not there.</exception>
    public static IReadOnlyList<string> Files(string pattern)
    {
        var files = new List<string>();
        List<string> missing = [];
        int named = 0;
        foreach (string path in Expand(pattern, pattern))
        {
            if (++named > MostFiles)
                throw new InvalidInputException(pattern, null, $"it names more than {MostFiles} files.");
            if (path.IndexOfAny(['*', '?']) >= 0)
                files.AddRange(Matching(pattern, path));
            else if (File.Exists(path))
                files.Add(Path.GetFullPath(path));
            else
                missing.Add(path);
        }
        if (missing.Count > 0)
            throw new InvalidInputException(
                pattern,
                null,
                $"{missing.Count} of the {Counted.Of(named, "file")} that it names "
                    + $"{(missing.Count == 1 ? "is" : "are")} not there, {missing[0]} first."
            );
        return files.Count > 0 ? files : throw new InvalidInputException(pattern, null, "no file is called so.");
    }

    private static IEnumerable<string> Matching(string pattern, string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!,
            name = Path.GetFileName(path);
        if (folder.IndexOfAny(['*', '?']) >= 0)
            throw new InvalidInputException(pattern, null, "'*' and '?' stand in the last step of a path alone.");
        return !Directory.Exists(folder)
            ? []
            : Directory
                .EnumerateFiles(folder)
                .Where(file =>
                    Path.GetFileName(file) is var own
                    && !own.StartsWith('.')
                    && FileSystemName.MatchesSimpleExpression(name, own, ignoreCase: false)
                )
                .Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Expand(string pattern, string text)
    {
        int open = text.IndexOf('{'),
            close = open < 0 ? -1 : text.IndexOf('}', open);
        if (open < 0)
            return [text];
        if (close < 0)
            throw new InvalidInputException(pattern, null, "a '{' has no '}' behind it.");
        return Choices(pattern, text[(open + 1)..close])
            .SelectMany(choice => Expand(pattern, text[..open] + choice + text[(close + 1)..]));
    }

    private static IEnumerable<string> Choices(string pattern, string inner)
    {
        if (inner.Split("..") is not [var first, var last])
            return inner.Split(',');
        if (
            !int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int from)
            || !int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out int to)
            || from > to
            || to - from >= MostFiles
        )
            throw new InvalidInputException(
                pattern,
                null,
                $"'{{{inner}}}' is no range of up to {MostFiles} numbers, such as {{000..099}}."
            );
        // As many digits as the longer one has, where one is written with zeros in front.
        bool isPadded = (first.Length > 1 && first[0] == '0') || (last.Length > 1 && last[0] == '0');
        int digits = isPadded ? Math.Max(first.Length, last.Length) : 1;
        return Enumerable
            .Range(from, to - from + 1)
            .Select(i => i.ToString($"D{digits}", CultureInfo.InvariantCulture));
    }
}
