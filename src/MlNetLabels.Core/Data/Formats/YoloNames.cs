using System.Globalization;

namespace MlNetLabels.Data.Formats;

/// <summary>The names of YOLO's kinds of objects: a line each, or the member <c>names</c> of a YAML file.</summary>
internal static class YoloNames
{
    private const long MostBytes = 10_000_000;

    private static readonly string[] s_files =
    [
        "data.yaml",
        "data.yml",
        "dataset.yaml",
        "dataset.yml",
        "obj.names",
        "classes.txt",
    ];

    public static string? FileOf(string folder) =>
        s_files.Select(name => Path.Combine(folder, name)).FirstOrDefault(InputTree.IsFile)
        ?? (DatasetPlace.Files(folder, "*.yaml") is [var first, ..] ? first : null);

    public static IReadOnlyDictionary<int, string> Read(string file)
    {
        string[] lines = InputFile.ReadText(file, MostBytes).Split('\n');
        string[] trimmed = [.. lines.Select(line => line.TrimEnd('\r').TrimEnd())];
        if (Path.GetExtension(file).ToUpperInvariant() is not (".YAML" or ".YML"))
            return Numbered(trimmed.Where(line => line.Length > 0));
        int at = Array.FindIndex(trimmed, line => line.StartsWith("names:", StringComparison.Ordinal));
        if (at < 0)
            throw new InvalidInputException(
                file,
                null,
                "there is no member 'names' in it. Add a line such as names: [daisy, roses]."
            );
        string inline = trimmed[at]["names:".Length..].Trim();
        // A flow list may go on over lines.
        for (int next = at + 1; inline.Length > 0 && !IsClosed(inline) && next < trimmed.Length; next++)
            inline += " " + trimmed[next].Trim();
        var names = inline switch
        {
            ['[', .., ']'] => Numbered(Flow(inline)),
            ['{', .., '}'] => Keyed(file, at + 1, Flow(inline)),
            "" => Block(file, at, trimmed),
            _ => throw new InvalidInputException(
                file,
                at + 1,
                $"'names' is {inline}, which is neither a list nor names by number."
            ),
        };
        return names.Count > 0 ? names : throw new InvalidInputException(file, at + 1, "'names' is empty.");
    }

    private static Dictionary<int, string> Block(string file, int at, string[] lines)
    {
        string[] block =
        [
            .. lines
                .Skip(at + 1)
                .Where(line => line.Trim() is not ([] or ['#', ..]))
                .TakeWhile(line => line[0] is ' ' or '-' or '\t')
                .Select(line => line.Trim()),
        ];
        return block.All(line => line.StartsWith('-'))
            ? Numbered(block.Select(line => Bare(line[1..])))
            : Keyed(file, at + 1, block);
    }

    private static Dictionary<int, string> Numbered(IEnumerable<string> names) =>
        names.Select((name, k) => (k, name.Trim())).ToDictionary();

    private static Dictionary<int, string> Keyed(string file, int line, IEnumerable<string> members)
    {
        var names = new Dictionary<int, string>();
        foreach (string member in members)
            if (
                member.IndexOf(':') is not (> 0 and int colon)
                || !int.TryParse(Bare(member[..colon]), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                || !names.TryAdd(number, Bare(member[(colon + 1)..]))
            )
                throw new InvalidInputException(
                    file,
                    line,
                    $"'names' holds '{member}', which is no number with a name."
                );
        return names;
    }

    // Members between brackets, at commas outside of quotes.
    private static List<string> Flow(string text)
    {
        var members = new List<string>();
        int from = 1;
        char quote = '\0';
        for (int i = 1; i < text.Length; i++)
            if (quote != '\0')
                quote = text[i] == quote ? '\0' : quote;
            else if (text[i] is '\'' or '"' && text[from..i].Trim() is "" or [.., ':'])
                quote = text[i];
            else if (text[i] == ',' || i == text.Length - 1)
            {
                string member = text[from..i].Trim();
                if (member.Length > 0)
                    members.Add(text[0] == '[' ? Bare(member) : member);
                from = i + 1;
            }
        return members;
    }

    private static bool IsClosed(string inline) => inline[0] is not ('[' or '{') || inline[^1] is ']' or '}';

    // Without its comment and its quotes.
    private static string Bare(string text)
    {
        string bare = text.Trim();
        if (bare is ['\'', ..] or ['"', ..] && bare.IndexOf(bare[0], 1) is > 0 and int end)
            return bare[1..end];
        int comment = bare.IndexOf(" #", StringComparison.Ordinal);
        return comment < 0 ? bare : bare[..comment].TrimEnd();
    }
}
