using System.CommandLine;

namespace MlNetLabels.Cli;

/// <summary>Words of a command line that nothing takes: what was probably meant.</summary>
internal static class StrayWords
{
    private const int MostNamed = 3,
        MostInName = 6;

    private static readonly string[] s_lists = ["--classes", "--label-columns", "--ignore-columns"],
        s_places = ["--data", "--images", "--pool"];

    /// <summary>One reason for all of them.</summary>
    /// <param name="words">As they were given.</param>
    /// <param name="command">Which has no place for them.</param>
    /// <param name="arguments">All words of the call.</param>
    public static string Reason(string[] words, Command command, IReadOnlyList<string> arguments)
    {
        string first = words[0];
        string named = string.Join(", ", words.Take(MostNamed).Select(word => $"'{word}'"));
        string more = words.Length > MostNamed ? $" and {words.Length - MostNamed} more" : "";
        return $"Nothing takes {named}{more} here.{Meant(first, words, command, arguments)}";
    }

    private static string Meant(string first, string[] words, Command command, IReadOnlyList<string> arguments)
    {
        string[] options = [.. command.Options.Select(option => option.Name)];
        int at = Math.Max(0, arguments.ToList().IndexOf(first));
        string before = at > 0 ? arguments[at - 1] : "";
        // Word processors make one long dash of two.
        if (first is ['\u2013' or '\u2014', ..])
            return $" It begins with a long dash: type --{first.TrimStart('\u2013', '\u2014', '-')}.";
        if (first is ['-', ..] && options.Contains("-" + first))
            return $" Did you mean -{first}?";
        if (
            first is ['-', var letter]
            && char.IsAsciiLetter(letter)
            && Array.Find(options, name => name.Length > 2 && name[2] == letter) is { } whole
        )
            return $" Options are whole words: {whole}, say.";
        if (before.EndsWith(','))
            return $" Names are separated by commas without spaces: {before}{first}.";
        for (int last = Math.Min(arguments.Count, at + MostInName); last > at; last--)
            if (at > 0 && string.Join(' ', arguments.Take(last).Skip(at - 1)) is var spaced && Path.Exists(spaced))
                return $" Put names with spaces in quotes: \"{spaced}\".";
        if (at > 1 && s_lists.Contains(arguments[at - 2]))
            return $" Names are separated by commas without spaces: {before},{first}.";
        if (at > 1 && Array.Find(s_places, name => name == arguments[at - 2]) is { } place)
            return $" {place} takes one folder or file: put a name with spaces in quotes; put the images of two folders into "
                + "one, or list them in one CSV.";
        if (words.Length > 1 && words.All(File.Exists))
            return " They may be what the shell made of a pattern: name the folder, or put the pattern in quotes.";
        // Verbs that take paths as they are have them already.
        string? data =
            command.Arguments.Count > 0
                ? null
                : Array.Find(options, name => name is "--data" or "--images" && !arguments.Contains(name));
        return data is not null && Path.Exists(first) ? $" Did you mean {data} {first}?" : "";
    }
}
