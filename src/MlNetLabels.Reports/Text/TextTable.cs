using System.Text;
using MlNetLabels.Data;

namespace MlNetLabels.Reports.Text;

/// <summary>
/// Aligned columns: the first to the left, the others to the right. Control characters in names are shown as codes, so
/// that a terminal cannot be steered by them.
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

    /// <summary>Text with control and formatting characters as their codes.</summary>
    public static string Safe(string text) => VisibleText.Line(text);

    private static int Width(string text) => text.EnumerateRunes().Count();
}
