using MlNetLabels.Data;

namespace MlNetLabels.Runs;

/// <summary>Images to embed, with whatever the list says of them carried along.</summary>
/// <param name="Paths">Files to read.</param>
/// <param name="Columns">Columns of the list; <c>file</c> first.</param>
/// <param name="Cells">Cells of each image.</param>
/// <param name="Others">What was left out of the folder that was named; at most one.</param>
internal sealed record ImageList(
    IReadOnlyList<string> Paths,
    IReadOnlyList<string> Columns,
    IReadOnlyList<string[]> Cells,
    IReadOnlyList<SkippedFile> Others
)
{
    /// <summary>What is to be said of a folder's classes.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Reads a folder, a CSV or JSON Lines file with a column <c>file</c>, or a single image.</summary>
    public static ImageList Read(string path)
    {
        if (!Directory.Exists(path))
            return FromTable(path);
        var (images, others) = ImageFiles.List(path);
        if (images.Count == 0)
            throw new InvalidInputException(path, null, "there are no images in it.");
        SkippedFile[] leftOut = others.Count == 0 ? [] : [new(path, others.ToString())];
        var columns = FolderColumns.Of(path, images);
        return new(
            [.. images.Select(f => Path.Combine(path, f))],
            columns.Columns,
            [.. images.Select(columns.CellsOf)],
            leftOut
        )
        {
            Notes = columns.Notes,
        };
    }

    /// <summary>Images named one by one.</summary>
    public static ImageList Of(IReadOnlyList<string> paths) =>
        new(paths, ["file"], [.. paths.Select(path => new[] { path })], []);

    /// <summary>Files of the given rows, as the list names them.</summary>
    public IEnumerable<string> Files(IReadOnlyList<int> rows)
    {
        int file = Columns.ToList().IndexOf("file");
        return rows.Select(row => Cells[row][file]);
    }

    /// <summary>The given rows as CSV.</summary>
    public string ToCsv(IReadOnlyList<int> rows) =>
        CsvText.Write(rows.Select(row => Cells[row].AsEnumerable()).Prepend(Columns));

    private static ImageList FromTable(string path)
    {
        if (!File.Exists(path))
            throw new InvalidInputException(path, null, MissingData.Describe(path));
        if (ImageFiles.IsImage(path))
            return new(
                [path],
                ["file"],
                [
                    [path],
                ],
                []
            );
        var table = Table.Read(path);
        if (!table.Columns.Contains("file"))
            throw new InvalidInputException(path, 1, "there is no column 'file'.");
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return new(
            [.. table.Rows.Select(r => ImageFiles.Listed(folder, r["file"]).Path)],
            table.Columns,
            [.. table.Rows.Select(row => table.Columns.Select(c => row[c]).ToArray())],
            []
        );
    }
}
