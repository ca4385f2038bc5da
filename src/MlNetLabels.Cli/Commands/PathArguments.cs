using System.IO.Enumeration;
using MlNetLabels.Data;

namespace MlNetLabels.Cli.Commands;

/// <summary>
/// Paths as people give them: files and folders; patterns with * and ?, where no shell expanded them; and - for a list
/// from standard input.
/// </summary>
internal static class PathArguments
{
    /// <summary>Stands for a list on standard input.</summary>
    public const string StandardInput = "-";

    private const string AnyDepth = "**";

    private const string Home = " In quotes, ~ is not your folder: write its whole path.";

    private const int HeadBytes = 64,
        MostWords = 8;

    private static readonly string[] s_tables = [".csv", ".tsv", ".jsonl", ".ndjson"];

    /// <summary>The paths meant, in the order given.</summary>
    /// <exception cref="InvalidInputException">Nothing fits a pattern, or the list is empty.</exception>
    public static IReadOnlyList<string> Expand(IReadOnlyList<string> given)
    {
        if (given.Count(path => path == StandardInput) > 1)
            throw new InvalidInputException(
                "- stands for the list on standard input, which can be read once only: give it once."
            );
        if (given is [var list] && IsTable(list))
            throw new InvalidInputException(
                $"{list}: this is a list, not an image. Give the paths that it names on standard input, one path a line, and - "
                    + "instead of its name."
            );
        return
        [
            .. given.SelectMany(path =>
                path == StandardInput ? ReadList(new StringReader(ListText.Read()))
                : IsAddress(path)
                    ? throw new InvalidInputException(
                        $"{path}: addresses are not fetched. Download it, and name the file."
                    )
                : IsPattern(path) ? Matches(path)
                : [Existing(path)]
            ),
        ];
    }

    /// <summary>A path as it is; what a list names may be gone, but not what is named here.</summary>
    /// <exception cref="InvalidInputException">There is no such file or folder.</exception>
    public static string Existing(string path) =>
        InputTree.IsFolder(path) || InputTree.IsFile(path)
            ? path
            : throw new InvalidInputException(
                path,
                null,
                "there is no such file or folder." + Suggestion.ForPath(path)
            );

    /// <summary>A path a line; or between zero characters, as find -print0 writes them, whose names may hold line ends.</summary>
    /// <exception cref="InvalidInputException">It is empty, or holds what is no path.</exception>
    internal static IReadOnlyList<string> ReadList(TextReader input)
    {
        string text = input.ReadToEnd();
        string[] paths = text.Contains('\0')
            ? text.Split('\0', StringSplitOptions.RemoveEmptyEntries)
            : [.. text.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0)];
        if (paths.Length == 0)
            throw new InvalidInputException(
                "the list of images on standard input is empty; write one path a line to it."
            );
        for (int i = 0; i < paths.Length; i++)
            if (Odd(paths[i], i) is { } odd)
                throw new InvalidInputException($"line {i + 1} of the list on standard input {odd}");
        return paths;
    }

    // What is really called so is meant itself.
    private static string? Odd(string line, int index)
    {
        if (Path.Exists(line))
            return null;
        if (IsAddress(line))
            return $"is an address, '{line}', which is not fetched: download the image, and write where it lies.";
        if (!OperatingSystem.IsWindows() && line is [_, ':', '\\', ..] or ['\\', '\\', ..])
            return $"is a path of a Windows computer, '{line}': copy the image to this one, and write where it lies.";
        if (line.Contains('\\') && Path.Exists(line.Replace('\\', '/')))
            return $"separates folders with backslashes, '{line}': write {line.Replace('\\', '/')}.";
        if (line.Contains('\t'))
            return $"holds a tab, '{line}': write the path alone, one path a line.";
        // Names have spaces, too; where the first word is a file, they are several.
        if (line.IndexOf(' ') is > 0 and int space && File.Exists(line[..space]))
            return $"looks like several paths, '{line}': write one path a line.";
        bool isQuoted = line is ['"', _, .., '"'] or ['\'', _, .., '\''];
        if (!isQuoted && !line.Contains(','))
            return null;
        if (isQuoted)
            return $"is in quotes, {line}: write paths as they are, without quotes.";
        string first = line[..line.IndexOf(',')];
        return Path.Exists(first) || (index == 0 && first.Equals("file", StringComparison.OrdinalIgnoreCase))
            ? $"looks like CSV, '{line}': write the path alone, one a line."
            : null;
    }

    /// <summary>
    /// A name with spaces that is there, where it was given as words of which one at least is no name of anything.
    /// </summary>
    public static string? Unquoted(IReadOnlyList<string> given)
    {
        for (int first = 0; first < given.Count - 1; first++)
        for (int last = Math.Min(given.Count, first + MostWords); last > first + 1; last--)
        {
            string[] words = [.. given.Take(last).Skip(first)];
            if (string.Join(' ', words) is var whole && !words.All(Path.Exists) && Path.Exists(whole))
                return whole;
        }
        return null;
    }

    // By what it holds, too: an image may be called anything.
    private static bool IsTable(string path)
    {
        if (!s_tables.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase) || !File.Exists(path))
            return false;
        try
        {
            using var file = InputFile.Open(path);
            var head = new byte[HeadBytes];
            return !head.AsSpan(0, file.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false)).Contains((byte)0);
        }
        catch (InvalidInputException)
        {
            return false;
        }
    }

    private static bool IsAddress(string path) =>
        path.Contains("://", StringComparison.Ordinal)
        && Uri.TryCreate(path, UriKind.Absolute, out var address)
        && !address.IsFile
        && !Path.Exists(path);

    // A file that is really called so is meant itself.
    private static bool IsPattern(string path) =>
        path.AsSpan().ContainsAny('*', '?') && !File.Exists(path) && !Directory.Exists(path);

    private static string[] Matches(string pattern)
    {
        string root = Path.GetPathRoot(pattern) ?? "";
        char[] separators = OperatingSystem.IsWindows() ? ['/', '\\'] : ['/'];
        string[] parts = pattern[root.Length..].Split(separators, StringSplitOptions.RemoveEmptyEntries);
        string[] found = [.. Below(root, parts).Order(StringComparer.Ordinal)];
        return found.Length > 0
            ? found
            : throw new InvalidInputException(
                $"no file or folder fits '{pattern}'.{(parts is ["~", ..] ? Home : Deeper(root, parts))}"
            );
    }

    // The same in folders further down.
    private static string Deeper(string root, string[] parts)
    {
        string[] deeper = [.. parts[..^1], AnyDepth, parts[^1]];
        return !parts.Contains(AnyDepth) && Below(root, deeper).Any()
            ? $" Folders in it hold some: '{Path.Combine(root, string.Join('/', deeper))}', in quotes, finds them."
            : "";
    }

    private static IEnumerable<string> Below(string folder, ReadOnlyMemory<string> parts)
    {
        if (parts.IsEmpty)
            return [folder];
        string part = parts.Span[0];
        var rest = parts[1..];
        if (part == AnyDepth)
            return Below(folder, rest)
                .Concat(Entries(folder, "*").Where(Directory.Exists).SelectMany(inner => Below(inner, parts)))
                .Where(path => path != folder)
                .Distinct();
        if (part.AsSpan().ContainsAny('*', '?'))
            return Entries(folder, part).SelectMany(entry => Below(entry, rest));
        string next = Path.Combine(folder, part);
        return File.Exists(next) || Directory.Exists(next) ? Below(next, rest) : [];
    }

    // As shells do, hidden ones only where the pattern begins with a dot; linked folders are not gone into.
    private static IEnumerable<string> Entries(string folder, string pattern)
    {
        string place = folder.Length == 0 ? "." : folder;
        if (!Directory.Exists(place))
            return [];
        var entries = new FileSystemEnumerable<string>(
            place,
            (ref FileSystemEntry entry) => entry.FileName.ToString(),
            new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = true }
        )
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                (!entry.FileName.StartsWith('.') || pattern.StartsWith('.'))
                && !(entry.IsDirectory && (entry.Attributes & FileAttributes.ReparsePoint) != 0)
                && FileSystemName.MatchesSimpleExpression(pattern, entry.FileName, OperatingSystem.IsWindows()),
        };
        return entries.Select(name => Path.Combine(folder, name));
    }
}
