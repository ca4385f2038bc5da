using System.Text.Json;

namespace MlNetLabels.Data.Formats;

/// <summary>
/// Cells that list labels: JSON or Python lists, or texts with one of the usual separators between. One separator
/// serves a whole column.
/// </summary>
internal sealed class LabelLists
{
    private static readonly char[] s_separators = [';', '|', ','];

    private readonly char? _separator;
    private readonly bool _isJson;

    /// <param name="cells">The column.</param>
    /// <param name="isSpaced">Whether spaces separate where nothing else does, as in columns called tags.</param>
    public LabelLists(IReadOnlyCollection<string> cells, bool isSpaced)
    {
        string[] filled = [.. cells.Where(cell => cell.Length > 0)];
        _isJson = filled.Length > 0 && filled.All(IsList);
        if (_isJson)
            return;
        foreach (char separator in s_separators)
            if (filled.Any(cell => cell.Contains(separator)))
            {
                _separator = separator;
                break;
            }
        if (_separator is null && isSpaced && filled.Any(cell => cell.Contains(' ')))
            _separator = ' ';
        Note = Doubt(filled);
    }

    /// <summary>What separates, for people; null where each cell is one label.</summary>
    public string? Separator =>
        _isJson
            ? "lists in brackets"
            : _separator switch
            {
                null => null,
                ' ' => "split at spaces",
                { } c => $"split at '{c}'",
            };

    /// <summary>What looks as if something else separated; null for nothing.</summary>
    public string? Note { get; }

    /// <summary>
    /// The cells that are lists for sure: in brackets, with a separator that no name of a class holds, or with commas
    /// between what other cells hold alone.
    /// </summary>
    public static IReadOnlyList<string> Lists(IReadOnlyCollection<string> cells)
    {
        var alone = cells.Where(cell => !cell.Contains(',')).ToHashSet(StringComparer.Ordinal);
        return [.. cells.Where(cell => IsListForSure(cell) || (cell.Contains(',') && Parts(cell).All(alone.Contains)))];
    }

    private static bool IsListForSure(string cell) => IsList(cell) || cell.Contains(';') || cell.Contains('|');

    private static string[] Parts(string cell) => cell.Split(',', StringSplitOptions.TrimEntries);

    /// <summary>The labels of a cell, each once.</summary>
    public IReadOnlyList<string> Read(Table table, TableRow row, string column)
    {
        string cell = row[column];
        if (cell.Length == 0)
            return [];
        if (!_isJson)
            return
            [
                .. (
                    _separator is { } separator
                        ? cell.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                        : [cell]
                ).Distinct(),
            ];
        try
        {
            return [.. Items(cell).Select(item => item.Trim()).Where(item => item.Length > 0).Distinct()];
        }
        catch (FormatException error)
        {
            throw new InvalidInputException(
                table.File,
                row.Line,
                $"'{column}' is {cell}, which is no list of texts ({error.Message}).",
                error
            );
        }
    }

    private static bool IsList(string cell) => cell.StartsWith('[') && cell.EndsWith(']');

    private static List<string> Items(string cell)
    {
        try
        {
            using var json = JsonDocument.Parse(cell);
            return
            [
                .. json
                    .RootElement.EnumerateArray()
                    .Select(item =>
                        item.ValueKind is JsonValueKind.String or JsonValueKind.Number
                            ? item.ToString()
                            : throw new FormatException($"it holds {item.GetRawText()}")
                    ),
            ];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return PythonItems(cell);
        }
    }

    // Python's repr of a list: texts in single or double quotes with backslashes, or bare words as NumPy prints them.
    private static List<string> PythonItems(string cell)
    {
        var items = new List<string>();
        int at = 1,
            end = cell.Length - 1;
        while (true)
        {
            while (at < end && (char.IsWhiteSpace(cell[at]) || cell[at] == ','))
                at++;
            if (at >= end)
                return items;
            var item = new System.Text.StringBuilder();
            if (cell[at] is '\'' or '"')
            {
                char quote = cell[at++];
                for (; at < end && cell[at] != quote; at++)
                {
                    if (cell[at] == '\\' && at + 1 < end)
                        at++;
                    item.Append(cell[at]);
                }
                if (at++ >= end)
                    throw new FormatException("a quote never ends");
            }
            else
            {
                while (at < end && cell[at] != ',')
                    item.Append(cell[at++]);
                if (item.ToString().Contains('['))
                    throw new FormatException("lists in it are not read");
            }
            items.Add(item.ToString());
        }
    }

    private string? Doubt(string[] filled)
    {
        if (_separator is null)
            return
                filled.FirstOrDefault(cell =>
                    cell.Contains(' ') || cell.Contains('/') || cell.Contains('+') || cell.StartsWith('[')
                )
                    is { } odd
                ? $"no ';', '|' or ',' separates labels, so each cell is one label, such as '{odd}'; "
                    + "if it is several, write ';' between them"
                : null;
        string[] others =
        [
            .. s_separators
                .Where(other => other != _separator)
                .Select(other => (Mark: other, Cell: filled.FirstOrDefault(cell => cell.Contains(other))))
                .Where(x => x.Cell is not null)
                .Select(x => $"'{x.Mark}' in '{x.Cell}'"),
        ];
        return others.Length == 0
            ? null
            : $"labels are separated by '{_separator}', so {Counted.And(others)} {(others.Length == 1 ? "is" : "are")} part of a label. "
                + "Use one separator in all rows";
    }
}
