using System.Text;

namespace MlNetLabels.Cli.Output;

/// <summary>
/// Names of classes and labels, which may hold anything, as names of folders on every system: without separators, control
/// characters and what Windows reserves, and no two alike.
/// </summary>
internal sealed class FolderNames
{
    private const int MostLength = 100;
    private const string Unwanted = "/\\:*?\"<>|";

    private static readonly string[] s_reserved = ["CON", "PRN", "AUX", "NUL"];

    private readonly Dictionary<string, string> _folders = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The folder of a name, the same each time.</summary>
    public string Of(string name)
    {
        if (_folders.TryGetValue(name, out string? known))
            return known;
        string safe = Safe(name),
            folder = safe;
        for (int number = 2; !_taken.Add(folder); number++)
            folder = FormattableString.Invariant($"{safe}-{number}");
        return _folders[name] = folder;
    }

    private static string Safe(string name)
    {
        var safe = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
            safe.Append(
                Rune.IsControl(rune) || Unwanted.Contains((char)Math.Min(rune.Value, char.MaxValue))
                    ? "_"
                    : rune.ToString()
            );
        if (safe.Length > MostLength)
            safe.Length = char.IsHighSurrogate(safe[MostLength - 1]) ? MostLength - 1 : MostLength;
        // Dots and blanks at the end are lost on Windows; those in front hide, or lead out of the folder.
        string text = safe.ToString().Trim(' ').TrimEnd('.', ' ');
        if (text.StartsWith('.') || text.Length == 0)
            text = "_" + text.TrimStart('.');
        string stem = text.Split('.')[0].ToUpperInvariant();
        bool isReserved =
            s_reserved.Contains(stem)
            || (stem.Length == 4 && stem[..3] is ("COM" or "LPT") && char.IsAsciiDigit(stem[^1]));
        return isReserved ? "_" + text : text;
    }
}
