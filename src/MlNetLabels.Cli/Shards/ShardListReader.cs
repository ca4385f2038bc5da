using System.Text;
using MlNetLabels.Cli.Stores;
using MlNetLabels.Data;

namespace MlNetLabels.Cli.Shards;

/// <summary>
/// The images of a folder, of a CSV or Parquet file with a column <c>file</c>, of a text with a path a line, or of tar,
/// zip and Parquet files that hold images: read row by row and never held, in the form in which <c>embed</c> lists them.
/// </summary>
/// <param name="Columns">Names, among them <c>file</c>.</param>
/// <param name="Folder">What the files' names are relative to.</param>
/// <param name="Rows">Cells, as many as there are columns; can be read once.</param>
internal sealed record ShardListReader(IReadOnlyList<string> Columns, string Folder, IEnumerable<string[]> Rows)
{
    /// <summary>
    /// Where each of so many shards ends, as a number of rows, once all rows were read; null where any row may be the last.
    /// </summary>
    public Func<int, IReadOnlyList<long>>? Ends { get; init; }

    /// <summary>The tar, zip and Parquet files, once all rows were read; null where images are files.</summary>
    public Func<IReadOnlyList<PackedFile>>? Files { get; init; }

    // Of this much the first line of a table is.
    private const int Head = 1 << 16;

    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    private static readonly string[] s_tables = [".CSV", ".TSV"],
        s_json = [".JSONL", ".NDJSON", ".JSON"];

    /// <summary>Whether there is something to read, before work that takes a moment.</summary>
    /// <exception cref="InvalidInputException">There is not.</exception>
    public static void CheckThere(string images)
    {
        if (StoreAddress.Is(images))
            StoreAddress.Parse(images);
        else if (FilePattern.Is(images))
            PackedSet.Find(images);
        else if (!Path.Exists(images))
            throw new InvalidInputException(
                images,
                null,
                "there is no such file or folder." + Suggestion.ForPath(images)
            );
    }

    /// <param name="images">Folder or list.</param>
    /// <param name="note">Told what was left out of a folder, once its rows were read.</param>
    /// <param name="cancellationToken">Ends waiting for a store.</param>
    /// <exception cref="InvalidInputException">There is no such thing, or it is something else.</exception>
    public static ShardListReader Open(
        string images,
        Action<string>? note = null,
        CancellationToken cancellationToken = default
    )
    {
        if (StoreAddress.Is(images))
            return StoreList.Open(images, note, cancellationToken);
        string full = Path.GetFullPath(images);
        if (ParquetList.Is(full))
            return ParquetList.Open(images, Path.GetDirectoryName(full)!, note);
        if (PackedSet.Find(images) is { } packed)
            return new PackedList(images, packed.Folder, packed.Files, note).Open();
        if (Directory.Exists(full))
            return OfFolder(images, full, note);
        string extension = Path.GetExtension(full).ToUpperInvariant();
        string folder = Path.GetDirectoryName(full)!;
        if (s_json.Contains(extension) || (File.Exists(full) && ImageFiles.IsImage(full)))
            throw new InvalidInputException(
                images,
                null,
                "shards are of a folder, of a CSV with a column 'file', of a text with a path a line, or of tar, zip and "
                    + "Parquet files of images. 'data import' writes a CSV of other lists."
            );
        return s_tables.Contains(extension) ? OfTable(images, folder) : OfText(images, folder);
    }

    /// <summary>The rows of a CSV as <see cref="ShardList"/> writes it, from behind its header on.</summary>
    public static IEnumerable<string[]> ReadRows(string name, Stream stream, int columns)
    {
        using var reader = new StreamReader(stream, s_strict, detectEncodingFromByteOrderMarks: false, Head);
        int line = 0;
        foreach (string[] cells in Parse(name, reader, ',', () => line++))
            yield return cells.Length == columns
                ? cells
                : throw new InvalidInputException(name, null, $"a row has {cells.Length} cells and not {columns}.");
    }

    /// <summary>
    /// Makes sure that an address in a row names an object and holds no credential, before it is written down as the run's.
    /// </summary>
    /// <param name="images">The list.</param>
    /// <param name="line">Of the row, from 1; null where it has none.</param>
    /// <param name="name">The row's cell.</param>
    /// <exception cref="InvalidInputException">It does not, or it does.</exception>
    public static void CheckAddress(string images, int? line, string name)
    {
        if (!StoreAddress.Is(name))
            return;
        try
        {
            StoreAddress.Parse(name);
        }
        catch (InvalidInputException error)
        {
            throw new InvalidInputException(images, line, error.Message, error);
        }
    }

    private static ShardListReader OfFolder(string images, string full, Action<string>? note)
    {
        if (DatasetReader.FormatOf(full) is { } format and not "folders")
            throw new InvalidInputException(
                images,
                null,
                $"this is a dataset of format {format}; 'data import' writes a CSV of it, of which shards can be."
            );
        var columns = FolderColumns.Of(full, Names());
        foreach (string said in columns.Notes)
            note?.Invoke(said);
        return new(
            columns.Columns,
            full,
            Names(others => note?.Invoke($"{others.File}: {others.Reason}")).Select(columns.CellsOf)
        );

        IEnumerable<string> Names(Action<SkippedFile>? others = null) =>
            ImageFiles.Each([full], others).Select(path => PackedList.NameOf(full, path));
    }

    private static ShardListReader OfText(string images, string folder)
    {
        return new(["file"], folder, Rows());

        IEnumerable<string[]> Rows()
        {
            using var reader = Reader(images);
            int number = 0;
            while (Read(images, number + 1, reader.ReadLine) is { } line)
            {
                number++;
                line = number == 1 ? line.TrimStart('\uFEFF') : line;
                if (line.Contains('\0'))
                    throw new InvalidInputException(images, number, "there is a zero character; write a path a line.");
                if (number == 1 && line.Split(',', ';', '\t') is [var first, _, ..] && IsFile(first))
                    throw new InvalidInputException(images, 1, "this looks like CSV: let its name end in .csv.");
                CheckAddress(images, number, line);
                if (line.Length > 0)
                    yield return [line];
            }
        }
    }

    private static ShardListReader OfTable(string images, string folder)
    {
        var (delimiter, skipped) = DelimiterOf(images);
        string[] columns = [.. Header(images, delimiter, skipped).Select(name => name.Trim())];
        int[] named = [.. Enumerable.Range(0, columns.Length).Where(i => columns[i].Length > 0)];
        string[] names = [.. named.Select(i => columns[i])];
        if (!names.Contains("file"))
            throw new InvalidInputException(images, 1, "there is no column 'file'.");
        if (names.GroupBy(name => name).FirstOrDefault(x => x.Count() > 1) is { } twice)
            throw new InvalidInputException(images, 1, $"column '{twice.Key}' is named twice.");
        int file = named[Array.IndexOf(names, "file")];
        return new(names, folder, Rows());

        IEnumerable<string[]> Rows()
        {
            using var reader = Reader(images);
            Skip(reader, skipped);
            int line = skipped;
            foreach (string[] cells in Parse(images, reader, delimiter, () => line++).Skip(1))
            {
                if (cells.Length != columns.Length)
                    throw new InvalidInputException(
                        images,
                        line,
                        $"{Counted.Of(cells.Length, "cell")}, but the header names {Counted.Of(columns.Length, "column")}. "
                            + $"A cell with a '{delimiter}' in it stands in double quotes."
                    );
                CheckAddress(images, line, cells[file]);
                yield return [.. named.Select(i => cells[i])];
            }
        }
    }

    private static (char Delimiter, int SkippedLines) DelimiterOf(string images)
    {
        using var reader = Reader(images);
        var head = new char[Head];
        int read = Read(images, 1, () => (int?)reader.ReadBlock(head))!.Value;
        var (delimiter, skipped) = Delimiters.Find(new string(head, 0, read).TrimStart('\uFEFF'));
        return (delimiter, skipped > 0 ? 1 : 0);
    }

    private static string[] Header(string images, char delimiter, int skipped)
    {
        using var reader = Reader(images);
        Skip(reader, skipped);
        return Parse(images, reader, delimiter, () => { }).FirstOrDefault()
            ?? throw new InvalidInputException(images, null, "there is no row that names the columns.");
    }

    private static void Skip(TextReader reader, int lines)
    {
        for (int i = 0; i < lines; i++)
            reader.ReadLine();
    }

    private static StreamReader Reader(string path) =>
        new(InputFile.Open(path), s_strict, detectEncodingFromByteOrderMarks: false, Head);

    // Blank lines are no rows, as where a list is read whole.
    private static IEnumerable<string[]> Parse(string name, TextReader reader, char delimiter, Action next)
    {
        int row = 1;
        using var csv = CsvInput.Open(name, reader, delimiter, () => row);
        while (Read(name, row, () => csv.Read() ? csv.Record : null) is { } cells)
        {
            next();
            if (row++ == 1)
                cells[0] = cells[0].TrimStart('\uFEFF');
            if (cells is not [""])
                yield return cells;
        }
    }

    private static T? Read<T>(string name, int line, Func<T?> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when ((error.InnerException ?? error) is DecoderFallbackException)
        {
            throw new InvalidInputException(name, line, "this is not UTF-8 text. Save the list as UTF-8.", error);
        }
    }

    private static bool IsFile(string name) => name.Trim(' ', '"').Equals("file", StringComparison.OrdinalIgnoreCase);
}
