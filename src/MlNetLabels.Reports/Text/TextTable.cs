using System.Text;

namespace MlNetLabels.Reports.Text;

/// <summary>
/// Aligned columns: the first to the left, the others to the right. Names lose control characters, so that a terminal
/// cannot be steered by them.
/// </summary>
internal static class TextTable
{
    public static string Format(IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        IReadOnlyList<string>[] lines = [headers, .. rows];
        string[][] cells = [.. lines.Select(line => line.Select(Safe).ToArray())];
        int[] widths = [.. headers.Select((_, column) => cells.Max(line => Width(line[column])))];
        var text = new StringBuilder();
        foreach (string[] line in cells)
        {
            var padded = line.Select(
                (cell, column) =>
                {
                    string space = new(' ', widths[column] - Width(cell));
                    return column == 0 ? cell + space : space + cell;
                }
            );
            text.Append("  ").Append(string.Join("  ", padded).TrimEnd()).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>Text without control and formatting characters.</summary>
    public static string Safe(string text) =>
        string.Concat(text.EnumerateRunes().Select(x => Rune.IsControl(x) || IsFormat(x) ? "\uFFFD" : x.ToString()));

    private static bool IsFormat(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.LineSeparator
                or System.Globalization.UnicodeCategory.ParagraphSeparator
        && rune.Value != 0x200D;

    private static int Width(string text) => text.EnumerateRunes().Count();
}
