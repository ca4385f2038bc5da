using System.Text;
using MlNetLabels.Data;

namespace MlNetLabels.Cli.Work;

/// <summary>Images to embed, with whatever the list says of them carried along.</summary>
/// <param name="Paths">Files to read.</param>
/// <param name="Columns">Columns of the list; <c>file</c> first.</param>
/// <param name="Cells">Cells of each image.</param>
/// <param name="Notes">What was left out.</param>
internal sealed record Listing(
    IReadOnlyList<string> Paths,
    IReadOnlyList<string> Columns,
    IReadOnlyList<string[]> Cells,
    IReadOnlyList<string> Notes
)
{
    public static Listing Read(string path)
    {
        if (!Directory.Exists(path))
            return FromTable(path);
        var (images, others) = ImageFiles.List(path);
        if (images.Count == 0)
            throw new InvalidInputException(path, null, "there are no images in it.");
        string[] notes =
        [
            .. others.Count == 0
                ? Array.Empty<string>()
                :
                [
                    $"left out {others.Count} files that are not images by their extension "
                        + $"({string.Join(", ", others.Take(5))}{(others.Count > 5 ? ", ..." : "")})",
                ],
        ];
        string[] paths = [.. images.Select(f => Path.Combine(path, f))];
        // A folder a class is the usual layout: then the first folder is the class.
        return images.All(f => f.Contains('/'))
            ? new Listing(paths, ["file", "label"], [.. images.Select(f => new[] { f, f[..f.IndexOf('/')] })], notes)
            : new Listing(paths, ["file"], [.. images.Select(f => new[] { f })], notes);
    }

    /// <summary>The given rows as CSV.</summary>
    public string ToCsv(IReadOnlyList<int> rows)
    {
        var text = new StringBuilder();
        text.AppendJoin(',', Columns.Select(Quoted)).Append('\n');
        foreach (int row in rows)
            text.AppendJoin(',', Cells[row].Select(Quoted)).Append('\n');
        return text.ToString();
    }

    private static Listing FromTable(string path)
    {
        var paths = Source.ListImages(path).ToArray();
        if (ImageFiles.IsImage(path))
            return new Listing(
                paths,
                ["file"],
                [
                    [path],
                ],
                []
            );
        var table = Table.Read(path);
        return new Listing(
            paths,
            table.Columns,
            [.. table.Rows.Select(row => table.Columns.Select(c => row[c]).ToArray())],
            []
        );
    }

    private static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
