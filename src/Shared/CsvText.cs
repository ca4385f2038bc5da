using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace MlNetLabels;

/// <summary>Rows of cells as CSV: commas, quotes only where a cell needs them, lines that end in '\n'.</summary>
internal static class CsvText
{
    private static readonly CsvConfiguration s_format = new(CultureInfo.InvariantCulture) { NewLine = "\n" };

    public static string Write(IEnumerable<IEnumerable<string>> rows)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        WriteTo(text, rows);
        return text.ToString();
    }

    /// <summary>The same, row after row, none of which is kept.</summary>
    public static void WriteTo(TextWriter text, IEnumerable<IEnumerable<string>> rows)
    {
        using var csv = new CsvWriter(text, s_format, leaveOpen: true);
        foreach (var row in rows)
        {
            foreach (string cell in row)
                csv.WriteField(cell);
            csv.NextRecord();
        }
    }
}
