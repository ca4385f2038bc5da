namespace MlNetLabels.Data.Formats;

/// <summary>Rows of a CSV without a header, each with its line; trimmed cells, blank rows left out.</summary>
internal static class CsvRows
{
    public static IEnumerable<(int Line, string[] Cells)> Read(string path, long mostBytes)
    {
        using var reader = new StringReader(InputFile.ReadText(path, mostBytes));
        int line = 1;
        using var csv = CsvInput.Open(path, reader, ',', () => line);
        while (true)
        {
            line = csv.RawRow + 1;
            if (!csv.Read())
                yield break;
            string[] cells = [.. csv.Record!.Select(cell => cell.Trim())];
            if (cells.Any(cell => cell.Length > 0))
                yield return (line, cells);
        }
    }
}
