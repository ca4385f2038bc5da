using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;

namespace MlNetLabels.Data;

/// <summary>A CSV or JSON Lines file as rows of named text cells, strictly read.</summary>
/// <param name="File">Where it came from.</param>
/// <param name="Columns">Names, in order.</param>
/// <param name="Rows">Cells by column, each with its 1-based line.</param>
internal sealed record Table(string File, IReadOnlyList<string> Columns, IReadOnlyList<TableRow> Rows)
{
    // What a text of .NET can hold.
    private const long MaxBytes = 1_000_000_000;

    /// <summary>Reads a .csv or .jsonl file: UTF-8 without errors, every row as wide as the header.</summary>
    public static Table Read(string path) =>
        Path.GetExtension(path).ToUpperInvariant() is ".JSONL" or ".NDJSON" ? ReadJsonLines(path) : ReadCsv(path);

    private static Table ReadCsv(string path)
    {
        using var reader = new StringReader(InputFile.ReadText(path, MaxBytes));
        int line = 1;
        using var csv = new CsvParser(
            reader,
            new CsvConfiguration(CultureInfo.InvariantCulture)
            {
                // The parser does not count the lines that it skips itself.
                IgnoreBlankLines = false,
                BadDataFound = _ =>
                    throw new InvalidInputException(
                        path,
                        line,
                        "a quote stands where none belongs, or never ends; double the quotes inside quoted cells."
                    ),
            }
        );
        string[] header =
            Next()
            ?? throw new InvalidInputException(path, null, "the file is empty; its first line must name the columns.");
        string[] columns = [.. header.Select(c => c.Trim())];
        if (columns.GroupBy(c => c).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InvalidInputException(path, line, $"column '{twice.Key}' is named twice.");

        var rows = new List<TableRow>();
        while (Next() is { } cells)
        {
            if (cells.Length != columns.Length)
                throw new InvalidInputException(
                    path,
                    line,
                    $"{cells.Length} cells, but the header names {columns.Length} columns."
                );
            rows.Add(new TableRow(line, columns.Zip(cells).ToDictionary(c => c.First, c => c.Second)));
        }
        return new Table(path, columns, rows);

        string[]? Next()
        {
            do
            {
                line = csv.RawRow + 1;
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
                var cells = document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => Cell(path, line, p));
                columns.AddRange(cells.Keys.Except(columns));
                rows.Add(new TableRow(line, cells));
            }
            catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
            {
                throw new InvalidInputException(
                    path,
                    line,
                    $"not one JSON object with distinct members ({error.Message})",
                    error
                );
            }
        }
        return new Table(path, columns, rows);
    }

    private static string Cell(string path, int line, JsonProperty property) =>
        property.Value.ValueKind switch
        {
            JsonValueKind.String => property.Value.GetString()!,
            JsonValueKind.Number => property.Value.GetRawText(),
            JsonValueKind.True => "1",
            JsonValueKind.False => "0",
            JsonValueKind.Null => "",
            JsonValueKind.Array => string.Join(
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
            _ => throw new InvalidInputException(
                path,
                line,
                $"member '{property.Name}' must be text, a number, true, false, null or a list of texts."
            ),
        };
}

/// <summary>One row of a <see cref="Table"/>.</summary>
/// <param name="Line">1-based line in the file.</param>
/// <param name="Cells">Text by column; JSON Lines may lack some.</param>
internal sealed record TableRow(int Line, IReadOnlyDictionary<string, string> Cells)
{
    /// <summary>The trimmed text of a cell, empty where there is none.</summary>
    public string this[string column] => Cells.TryGetValue(column, out string? text) ? text.Trim() : "";
}
