using System.Buffers;

namespace MlNetLabels.Data;

/// <summary>Which known word somebody meant who typed another.</summary>
internal static class Suggestion
{
    // Each is compared letter by letter.
    private const int MostBeside = 1000;

    // Fewer letters begin too many words, and fewer than those say nothing even where they begin a single one.
    private const int LeastOfBeginning = 4,
        LeastOfOne = 3;

    private static readonly SearchValues<char> s_letters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    );

    /// <summary>" Did you mean X?", or nothing where no word is near.</summary>
    public static string For(string given, IEnumerable<string> known) =>
        Several(given, known) is { } names ? $" Separate names with commas: {names}."
        : Nearest(given, known) is { } word ? $" Did you mean {word}?"
        : "";

    // 'daisy roses' or 'daisy;roses', where both are known.
    private static string? Several(string given, IEnumerable<string> known)
    {
        string[] parts = given.Split([' ', ';', '|'], StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 1 && !parts.Except(known).Any() ? string.Join(',', parts) : null;
    }

    /// <summary>The same of a path that leads nowhere, from what lies beside it.</summary>
    public static string ForPath(string path)
    {
        if (
            path.IndexOf("://", StringComparison.Ordinal) is > 1 and int colon
            && path.AsSpan(0, colon).IndexOfAnyExcept(s_letters) < 0
        )
            return " Addresses are not fetched: download it, and name the file.";
        try
        {
            string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)),
                name = Path.GetFileName(full);
            if (Path.GetDirectoryName(full) is not { } folder || !InputTree.IsFolder(folder))
                return "";
            var beside = InputTree
                .Files(folder)
                .Concat(InputTree.Folders(folder))
                .Take(MostBeside)
                .Select(Path.GetFileName)
                .Where(other => other != name);
            // Half of most names is an extension that says nothing of the other half.
            return
                Nearest(name, beside!) is { } near
                && (
                    Path.GetExtension(near) != Path.GetExtension(name)
                    || Nearest(Path.GetFileNameWithoutExtension(name), [Path.GetFileNameWithoutExtension(near)])
                        is not null
                )
                ? $" Did you mean {Path.Combine(Path.GetDirectoryName(path) ?? "", near)}?"
                : "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // What is beside it is a help, and no more.
            return "";
        }
    }

    /// <summary>
    /// The word of the fewest edits away, where those are at most a third of its letters, rounded; else the first that goes on
    /// from what was given; else null.
    /// </summary>
    public static string? Nearest(string given, IEnumerable<string> known)
    {
        string[] words = [.. known];
        return ByEdits(given, words) ?? ByBeginning(given, words);
    }

    private static string? ByBeginning(string given, string[] words)
    {
        string[] begun =
        [
            .. words
                .Where(word => word.StartsWith(given, StringComparison.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal),
        ];
        return given.Length >= LeastOfBeginning || given.Length >= LeastOfOne && begun.Length == 1
            ? begun.FirstOrDefault()
            : null;
    }

    private static string? ByEdits(string given, IEnumerable<string> known) =>
        known
            .Select(word => (Word: word, Edits: Edits(given.ToUpperInvariant(), word.ToUpperInvariant())))
            .Where(x => x.Edits <= Math.Max(1, (x.Word.Length + 1) / 3))
            .OrderBy(x => x.Edits)
            .ThenBy(x => x.Word, StringComparer.Ordinal)
            .Select(x => x.Word)
            .FirstOrDefault();

    // Letters put in, left out, replaced, and neighbours swapped (optimal string alignment).
    private static int Edits(string a, string b)
    {
        // No word is so long; a path of a thousand letters need not be compared.
        if (Math.Abs(a.Length - b.Length) > b.Length)
            return int.MaxValue;
        var edits = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        for (int j = 0; j <= b.Length; j++)
        {
            if (i == 0 || j == 0)
            {
                edits[i, j] = i + j;
                continue;
            }
            int replaced = edits[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            edits[i, j] = Math.Min(replaced, Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
        }
        return edits[a.Length, b.Length];
    }
}
