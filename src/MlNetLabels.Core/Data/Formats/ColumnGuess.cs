namespace MlNetLabels.Data.Formats;

/// <summary>Which columns hold names of images and classes, going by their cells, where their own names do not say.</summary>
internal static class ColumnGuess
{
    private const int MostRows = 50;

    /// <summary>The options that name them, ready to type; null where the cells do not tell.</summary>
    public static string? Options(Table table)
    {
        if (File(table) is not { } file)
            return null;
        bool isKnown = table.Columns.Any(column =>
            ColumnNames.Class.Concat(ColumnNames.List).Contains(column, StringComparer.OrdinalIgnoreCase)
        );
        string options = $"--file-column {Quoted(file)}";
        return isKnown || Label(table, file) is not { } label ? options : $"{options} {LabelOption(label)}";
    }

    /// <summary>The option that names a column of classes.</summary>
    public static string LabelOption(string column) => $"--label-column {Quoted(column)}";

    /// <summary>The column most of whose cells name files, or end as names of images do; null for none.</summary>
    public static string? File(Table table)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(table.File))!;
        TableRow[] rows = [.. table.Rows.Take(MostRows)];
        return table.Columns.FirstOrDefault(column =>
            rows.Count(row => IsImage(folder, row[column])) * 2 > rows.Length
        );
    }

    /// <summary>The only column whose cells repeat as those of classes do; null for none or several.</summary>
    public static string? Label(Table table, string? file)
    {
        string[] repeated =
        [
            .. table.Columns.Where(column =>
                column != file && table.Rows.Select(row => row[column]).ToArray() is var cells && AreClasses(cells)
            ),
        ];
        return repeated is [var one] ? one : null;
    }

    /// <summary>Whether a cell names an image, by its ending or as a file that is there.</summary>
    public static bool IsImage(string folder, string cell) =>
        cell.Length > 0
        && (
            ImageFiles.Extensions.Contains(Path.GetExtension(cell), StringComparer.OrdinalIgnoreCase)
            || ImageFiles.Extensions.Any(extension => InputTree.IsFile(Path.Combine(folder, cell + extension)))
        );

    // 0 and 1 are labels of their own columns.
    private static bool AreClasses(string[] cells) =>
        cells.Distinct().Count() is var kinds
        && kinds > 1
        && kinds < cells.Length
        && Array.TrueForAll(cells, cell => cell.Length > 0)
        && !Array.TrueForAll(cells, cell => LabelCells.Parse(cell) is not null);

    private static string Quoted(string column) => column.Contains(' ') ? $"\"{column}\"" : column;
}
