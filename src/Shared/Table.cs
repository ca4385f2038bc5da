using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MlNetLabels.Data;

/// <summary>A CSV or JSON Lines file as rows of named text cells, strictly read.</summary>
/// <param name="File">Where it came from.</param>
/// <param name="Columns">Names, in order.</param>
/// <param name="Rows">Cells by column, each with its 1-based line.</param>
internal sealed record Table(string File, IReadOnlyList<string> Columns, IReadOnlyList<TableRow> Rows)
{
    /// <summary>Columns without a name that hold something.</summary>
    public int Unnamed { get; init; }

    /// <summary>Columns of JSON that hold what no cell can, with the line of the first: objects, lists of numbers.</summary>
    public IReadOnlyDictionary<string, int> Nested { get; init; } = new Dictionary<string, int>();

    /// <summary>Columns of JSON that hold lists of texts, which became texts with semicolons.</summary>
    public IReadOnlySet<string> Lists { get; init; } = new HashSet<string>();

    // In a cell, these are a header below somebody's title.
    private static readonly string[] s_names = ["FILE", "FILENAME", "FILE_NAME", "IMAGE"];

    // Lines of somebody's title that are looked through.
    private const int MostTitles = 10;

    // What a text of .NET can hold.
    private const long MaxBytes = 1_000_000_000;

    /// <summary>Reads a .csv or .jsonl file: UTF-8 without errors, every row as wide as the header.</summary>
    public static Table Read(string path) =>
        Path.GetExtension(path).ToUpperInvariant() is ".JSONL" or ".NDJSON" ? ReadJsonLines(path) : ReadCsv(path);

    private static Table ReadCsv(string path)
    {
        string text = InputFile.ReadText(path, MaxBytes);
        var (delimiter, skipped) = Delimiters.Find(text);
        using var reader = new StringReader(text);
        int before = 0;
        if (skipped > 0)
        {
            reader.ReadLine();
            before = 1;
        }
        int line = 1;
        using var csv = CsvInput.Open(path, reader, delimiter, () => line);
        string[] header =
            Next()
            ?? throw new InvalidInputException(
                path,
                null,
                "there is no text in the file; its first line must name the columns, such as file,label."
            );
        string[] columns = [.. header.Select(c => c.Trim())];
        int[] named = [.. Enumerable.Range(0, columns.Length).Where(i => columns[i].Length > 0)];
        if (named.GroupBy(i => columns[i]).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InvalidInputException(
                path,
                line,
                $"column '{twice.Key}' is named twice. Rename or delete one; several labels of an image are one column 'labels', as in "
                    + "round;blue."
            );

        var rows = new List<TableRow>();
        var unnamed = new HashSet<int>();
        while (Next() is { } cells)
        {
            if (cells.Length > columns.Length && cells.Any(cell => s_names.Contains(cell.Trim().ToUpperInvariant())))
                throw new InvalidInputException(path, line, "this line names the columns; delete the lines above it.");
            if (columns.Length == 1 && rows.Count < MostTitles && AreNames(cells))
                throw new InvalidInputException(
                    path,
                    line,
                    $"this line seems to name the columns ({string.Join(", ", cells.Select(cell => cell.Trim()))}). Delete the lines above "
                        + "it; --file-column and --label-column then say which is which."
                );
            if (cells.Length != columns.Length)
                throw new InvalidInputException(
                    path,
                    line,
                    Others(cells, columns.Length, delimiter) is { } other
                        ? $"this line is separated by '{other}', and the first by '{delimiter}'. Use one of them in all lines."
                        : $"{Counted.Of(cells.Length, "cell")}, but the header names {Counted.Of(columns.Length, "column")}. "
                            + (
                                cells.Length < columns.Length
                                    ? $"Write what is missing; an empty cell has its '{delimiter}', too."
                                    : $"A cell with a '{delimiter}' in it stands in double quotes."
                            )
                );
            rows.Add(new TableRow(line, named.ToDictionary(i => columns[i], i => cells[i])));
            if (named.Length < columns.Length)
                unnamed.UnionWith(
                    Enumerable.Range(0, cells.Length).Where(i => columns[i].Length == 0 && cells[i].Length > 0)
                );
        }
        return new Table(path, [.. named.Select(i => columns[i])], rows) { Unnamed = unnamed.Count };

        string[]? Next()
        {
            do
            {
                line = before + csv.RawRow + 1;
                if (!csv.Read())
                    return null;
            } while (csv.Record is [""]);
            return csv.Record;
        }
    }

    private static Table ReadJsonLines(string path)
    {
        var columns = new List<string>();
        var rows = new List<TableRow>();
        var nested = new Dictionary<string, int>();
        var lists = new HashSet<string>();
        int line = 0;
        foreach (string text in InputFile.ReadText(path, MaxBytes).Split('\n'))
        {
            line++;
            if (string.IsNullOrWhiteSpace(text))
                continue;
            try
            {
                byte[] json = Encoding.UTF8.GetBytes(text);
                InputJson.Check(json);
                using var document = JsonDocument.Parse(json);
                var cells = new Dictionary<string, string>();
                foreach (var member in document.RootElement.EnumerateObject())
                {
                    cells.Add(member.Name, Cell(path, line, member));
                    if (IsNested(member.Value))
                        nested.TryAdd(member.Name, line);
                    else if (member.Value.ValueKind == JsonValueKind.Array)
                        lists.Add(member.Name);
                }
                columns.AddRange(cells.Keys.Except(columns));
                rows.Add(new TableRow(line, cells));
            }
            catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
            {
                throw new InvalidInputException(path, line, Problem(text, error), error);
            }
        }
        return new Table(path, columns, rows) { Nested = nested, Lists = lists };
    }

    private static string Problem(string text, Exception error) =>
        error switch
        {
            ArgumentException =>
                "a member is there twice. A line is one JSON object whose members have names of their own.",
            JsonException when text.TrimEnd() is [.. var start, ','] && start.EndsWith('}') =>
                $"a comma stands at its end: take the commas between the lines away. {OneObject}",
            JsonException when text.TrimStart() is ['{', ..] && text.Contains("{'", StringComparison.Ordinal) =>
                $"it has single quotes, and JSON needs double ones. {OneObject}",
            JsonException { BytePositionInLine: { } at } => string.Create(
                CultureInfo.InvariantCulture,
                $"it goes wrong as JSON at character {at + 1} of this line. "
            ) + OneObject,
            JsonException => $"{InputJson.Reason(error)} {OneObject}",
            _ => text.AsSpan().TrimStart() is ['[', ..]
                ? $"this line is a list and not an object. {OneObject} Take the brackets [ ] around all of them away."
                : $"this line is not an object. {OneObject}",
        };

    private const string OneObject = "Each line is one JSON object, such as {\"file\": \"1.jpg\", \"label\": \"cat\"}.";

    private static bool IsNested(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object
        || (
            value.ValueKind == JsonValueKind.Array
            && value.EnumerateArray().Any(x => x.ValueKind != JsonValueKind.String)
        );

    private static string Cell(string path, int line, JsonProperty property) =>
        property.Value.ValueKind switch
        {
            JsonValueKind.String => property.Value.GetString()!,
            JsonValueKind.Number => property.Value.GetRawText(),
            JsonValueKind.True => "1",
            JsonValueKind.False => "0",
            JsonValueKind.Null => "",
            _ when IsNested(property.Value) => property.Value.GetRawText(),
            _ => string.Join(
                ';',
                property
                    .Value.EnumerateArray()
                    .Select(x =>
                        x.GetString() is { } text && !text.Contains(';')
                            ? text
                            : throw new InvalidInputException(
                                path,
                                line,
                                $"member '{property.Name}' may list texts without semicolons only, but holds {x.GetRawText()}."
                            )
                    )
            ),
        };

    // Words: no numbers, and no names of files.
    private static bool AreNames(string[] cells) =>
        cells.Length > 1 && Array.TrueForAll(cells, cell => cell.Any(char.IsLetter) && !Path.HasExtension(cell.Trim()));

    // The separator by which a line has as many cells as there are columns, where it is another one than the header's.
    private static char? Others(string[] cells, int columns, char delimiter)
    {
        foreach (char other in Delimiters.All)
            if (other != delimiter && cells.Length == 1 && cells[0].Split(other).Length == columns)
                return other;
        return null;
    }
}

/// <summary>One row of a <see cref="Table"/>.</summary>
/// <param name="Line">1-based line in the file.</param>
/// <param name="Cells">Text by column; JSON Lines may lack some.</param>
internal sealed record TableRow(int Line, IReadOnlyDictionary<string, string> Cells)
{
    /// <summary>The trimmed text of a cell, empty where there is none.</summary>
    public string this[string column] => Cells.TryGetValue(column, out string? text) ? text.Trim() : "";
}
