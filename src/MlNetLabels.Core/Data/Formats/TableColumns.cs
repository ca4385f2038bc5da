using System.Globalization;

namespace MlNetLabels.Data.Formats;

/// <summary>What each column of a table is for: as its name says, in any case, or as the user does.</summary>
internal sealed class TableColumns
{
    // A cell that says 'file' is a header's; one that says 'id' may be anything.
    private const int MostMarks = 2,
        MostTitles = 10,
        MostPlain = 8;

    private readonly Table _table;

    public TableColumns(Table table, DatasetOptions options)
    {
        _table = table;
        var free = table.Columns.Except(options.IgnoreColumns).ToList();
        File =
            Given(options.FileColumn, "--file-column")
            ?? Take(free, ColumnNames.File)
            ?? throw new InvalidInputException(
                table.File,
                1,
                HeaderBelow(table) is { } below ? below
                    : table.Columns is [var all] && Parts(all) is { } separator
                        ? $"its columns seem to be separated by '{separator}'. Separate them by a comma, a semicolon or a tab."
                    : table.Columns.FirstOrDefault(IsImageName) is { } image
                        ? $"the first line must name the columns, but holds '{image}'. Put the line 'file,label' above it."
                    : table
                        .Columns.Intersect(options.IgnoreColumns)
                        .FirstOrDefault(x => ColumnNames.File.Contains(x, StringComparer.OrdinalIgnoreCase))
                        is { } left
                        ? $"the column '{left}', which names the images, is left out by --ignore-columns; keep it."
                    : $"there is no column 'file'. Found: {FolderReader.List(table.Columns)}. "
                        + (
                            table.Columns.Count(IsPixel) > table.Columns.Count / 2
                                ? "These are pixels: write the images out as files, into a folder for each class."
                            : ColumnGuess.Options(table) is { } guess ? $"Going by the cells: {guess}."
                            : "--file-column names the one that holds the images' names."
                        )
            );
        free.Remove(File);
        foreach (string label in options.LabelColumns)
            free.Remove(Given(label, "--label-columns")!);
        string? given = Given(options.LabelColumn, "--label-column");
        if (given is not null)
            free.Remove(given);
        Split = Take(free, ColumnNames.Split);
        SplitFlag = Split is null ? SplitFlag.Find(free) : null;
        if (SplitFlag is not null)
            free.Remove(SplitFlag.Column);
        Group = Take(free, [ColumnNames.Group]);
        Weight = Take(free, [ColumnNames.Weight]);
        if (IsSigned(table))
            free.RemoveAll(column => column is ColumnNames.Who or ColumnNames.When);
        if (options.LabelColumns.Intersect(options.IgnoreColumns).FirstOrDefault() is { } both)
            throw new InvalidInputException(
                table.File,
                null,
                $"'{both}' is taken by --label-columns and left out by --ignore-columns; name it in one of them."
            );
        if (options.LabelColumns.Count > 0)
            Labels = [.. options.LabelColumns];
        else if (given is not null)
            Choose(given);
        else
            Find(free, options);
        Unused = [.. free.Except(Labels)];
        Rivals =
            given is null && options.LabelColumns.Count == 0
                ?
                [
                    .. Unused.Where(column =>
                        ColumnNames.Class.Concat(ColumnNames.List).Contains(column, StringComparer.OrdinalIgnoreCase)
                    ),
                ]
                : [];
        CheckNested();
    }

    public string File { get; }

    /// <summary>Holds one class an image.</summary>
    public string? Class { get; private set; }

    /// <summary>Holds a list of labels.</summary>
    public string? List { get; private set; }

    /// <summary>Are one label each.</summary>
    public IReadOnlyList<string> Labels { get; private set; } = [];

    public string? Split { get; }

    /// <summary>Says by 0 and 1 which images are of one split.</summary>
    public SplitFlag? SplitFlag { get; }

    public string? Group { get; }

    public string? Weight { get; }

    public IReadOnlyList<string> Unused { get; }

    /// <summary>
    /// Columns that are called as one of classes or lists, where another one was taken that nobody named.
    /// </summary>
    public IReadOnlyList<string> Rivals { get; }

    /// <summary>Whether spaces separate labels, as is usual in columns of that name.</summary>
    public bool IsSpaced => List?.Equals("tags", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Whether all names are those that need no explanation.</summary>
    public bool AreOwn =>
        File == "file"
        && Class is null or "label"
        && List is null or "labels"
        && Split is null or "split"
        && SplitFlag is null;

    /// <summary>Whether some column is called as one that names images is.</summary>
    public static bool HasFile(IReadOnlyList<string> columns) =>
        columns.Any(column => ColumnNames.File.Contains(column, StringComparer.OrdinalIgnoreCase));

    // Who labelled an image and when, as the labelling page writes it: no label, and not worth a word.
    private static bool IsSigned(Table table) =>
        table.Columns.Contains(ColumnNames.Who)
        && table.Columns.Contains(ColumnNames.When)
        && table.Rows.All(row => row[ColumnNames.When] is var when && (when.Length == 0 || IsTime(when)));

    private static bool IsTime(string text) =>
        DateTimeOffset.TryParseExact(
            text,
            "yyyy-MM-dd'T'HH:mm:ss'Z'",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out _
        );

    // Somebody's title, or an empty line of commas, above the names.
    private static string? HeaderBelow(Table table) =>
        table
            .Rows.Take(MostTitles)
            .FirstOrDefault(row => row.Cells.Values.Any(ColumnNames.File.Take(MostPlain).Contains))
            is { } row
            ? $"line {row.Line} names the columns; delete the lines above it."
        : table.Unnamed > 0 && TitledBy(table) is { } line
            ? $"line {line} seems to name the columns. Delete the lines above it; --file-column and --label-column then say which "
                + "is which."
        : null;

    // file|label, or file label, as one column.
    private static char? Parts(string column)
    {
        foreach (char separator in (char[])['|', ':', ' '])
            if (column.Split(separator) is { Length: > 1 } parts && HasFile([.. parts.Select(part => part.Trim())]))
                return separator;
        return null;
    }

    // The line before the first image, below one at least that is neither.
    private static int? TitledBy(Table table)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(table.File))!;
        foreach (string column in table.Columns)
        {
            int first = table.Rows.ToList().FindIndex(row => ColumnGuess.IsImage(folder, row[column]));
            if (first is > 0 and <= MostTitles)
                return table.Rows[first - 1].Line;
        }
        return null;
    }

    // pixel0, 1x1, 28x28, as of MNIST.
    private static bool IsPixel(string column) =>
        column.StartsWith("pixel", StringComparison.OrdinalIgnoreCase)
        || (column.Length > 2 && column.Contains('x') && column.All(c => char.IsAsciiDigit(c) || c == 'x'));

    private static bool IsImageName(string column) =>
        ImageFiles.Extensions.Contains(Path.GetExtension(column), StringComparer.OrdinalIgnoreCase);

    private static string? Take(List<string> free, IReadOnlyList<string> names)
    {
        foreach (string name in names)
            if (
                (
                    free.Find(column => column == name)
                    ?? free.Find(column => column.Equals(name, StringComparison.OrdinalIgnoreCase))
                ) is
                { } found
            )
            {
                free.Remove(found);
                return found;
            }
        return null;
    }

    private void Find(List<string> free, DatasetOptions options)
    {
        if (free.Contains("label") && free.Contains("labels"))
            throw new InvalidInputException(
                _table.File,
                1,
                "both 'label' (one class) and 'labels' (a set) are given; keep one, or choose with --label-column."
            );
        Class = Take(free, ColumnNames.Class);
        if (Class is not null)
            return;
        List = Take(free, ColumnNames.List);
        if (List is not null)
            return;
        string[] labels = [.. free.Where(IsLabel)];
        if (labels.Length == 0)
        {
            CheckNumbered(free);
            CheckFractions(free);
        }
        // Beside columns of labels, too, one that is written otherwise must not go in silence.
        CheckMarks([.. free.Except(labels)], labels.Length > 0);
        Labels =
            labels.Length > 0
                ? labels
                : throw new InvalidInputException(
                    _table.File,
                    1,
                    "no column says what the images show: add a column 'label' (one class), a column 'labels' (a list, as in "
                        + "round;blue), or one 0/1 column per label"
                        + (
                            free.Count == 0
                                ? options.IgnoreColumns.Count == 0
                                    ? "."
                                    : $". All others are left out by --ignore-columns: {FolderReader.List(options.IgnoreColumns)}."
                                : ColumnGuess.Label(_table, File) is { } guess && free.Contains(guess)
                                    ? $". Found: {FolderReader.List(free)}. Going by the cells: {ColumnGuess.LabelOption(guess)}."
                                    : $". Found: {FolderReader.List(free)}; --label-column names the one to take."
                        )
                );
    }

    // label1, label2: which of them is meant, and whether all are labels, the user has to say.
    private void CheckNumbered(List<string> free)
    {
        string[] numbered =
        [
            .. free.Where(column =>
                column.TrimEnd([.. "0123456789"]) is var stem
                && stem.Length < column.Length
                && ColumnNames
                    .Class.Concat(ColumnNames.List)
                    .Concat(["tag"])
                    .Contains(stem.TrimEnd('_', '-', ' '), StringComparer.OrdinalIgnoreCase)
            ),
        ];
        if (numbered.Length > 0)
            throw new InvalidInputException(
                _table.File,
                1,
                $"the columns {FolderReader.List(numbered)} look like one label each of an image. If all of them are labels of it, "
                    + "join them in one column 'labels', as in round;blue; if one of them is its class, name it with "
                    + $"--label-column {numbered[0]}."
            );
    }

    // How likely each label is, say: where to cut, only the user knows. Named as a column of classes each would be one.
    private void CheckFractions(List<string> free)
    {
        if (free.Count == 0 || !free.TrueForAll(HasFractions))
            return;
        string[] cells = [.. free.SelectMany(column => _table.Rows.Select(row => row[column]))];
        string odd = cells.FirstOrDefault(LabelCells.IsFraction) ?? cells.First(LabelCells.HasDecimalComma);
        throw new InvalidInputException(
            _table.File,
            1,
            $"{(free.Count == 1 ? "column" : "columns")} {FolderReader.List(free)} {(free.Count == 1 ? "holds" : "hold")} numbers such "
                + (
                    LabelCells.IsFraction(odd)
                        ? $"as {odd}, not 0 and 1. Round them: 1 where the label is there, 0 where it is not, nothing where that is "
                            + "unknown."
                        : $"as {odd}: write numbers with a point, such as 1.0, or whole."
                )
        );
    }

    // An x or ja instead of 1, and the opposite or nothing instead of 0.
    private void CheckMarks(IReadOnlyList<string> free, bool areOthersLabels)
    {
        // Beside columns of labels a column of two letters may say anything.
        string[] marked =
        [
            .. free.Where(column =>
                MarksOf(column).ToArray() is { Length: > 0 } cells
                && !(areOthersLabels && cells.Length > 1 && cells.Any(cell => cell.Length == 1))
            ),
        ];
        if (marked.Length == 0)
            return;
        string[] marks = [.. marked.SelectMany(MarksOf).Distinct().Take(MostMarks)];
        bool arePercents = marks[0].EndsWith('%');
        throw new InvalidInputException(
            _table.File,
            1,
            $"{(marked.Length == 1 ? "column" : "columns")} {FolderReader.List(marked)} {(marked.Length == 1 ? "holds" : "hold")} "
                + (
                    arePercents
                        ? $"percentages such as {marks[0]}. Round them: write 1 where the label is there, "
                        : $"{Counted.And([.. marks.Select(mark => $"'{mark}'")])}. Write 1 where the label is there, "
                )
                + "0 where it is not, nothing where that is unknown"
                + (
                    areOthersLabels
                        ? $"; or leave out what is no label: --ignore-columns {string.Join(',', marked)}."
                        : "."
                )
        );
    }

    // Only of columns that hold nothing else.
    private IEnumerable<string> MarksOf(string column)
    {
        string[] cells = [.. _table.Rows.Select(row => row[column]).Where(cell => cell.Length > 0).Distinct()];
        return Array.TrueForAll(cells, LabelCells.IsMark) ? cells : [];
    }

    private bool HasFractions(string column) =>
        _table.Rows.Any(row => LabelCells.IsFraction(row[column]))
        || _table.Rows.All(row => row[column].Length == 0 || LabelCells.HasDecimalComma(row[column]));

    // What the user names may be either: lists where any cell is one for sure.
    private void Choose(string column)
    {
        if (
            ColumnNames.List.Contains(column, StringComparer.OrdinalIgnoreCase)
            || _table.Lists.Contains(column)
            || LabelLists.Lists([.. _table.Rows.Select(row => row[column])]).Count > 0
        )
            List = column;
        else
            Class = column;
    }

    // Columns of names, dates or measures are none, but one that is partly made of 0 and 1 must not go in silence.
    private bool IsLabel(string column) =>
        !_table.Nested.ContainsKey(column)
        && (
            _table.Rows.All(row => LabelCells.Parse(row[column]) is not null)
            || _table.Rows.Any(row => LabelCells.Parse(row[column]) is LabelState.Present or LabelState.Absent)
        );

    private string? Given(string? name, string option) =>
        name is null
            ? null
            : _table.Columns.FirstOrDefault(column => column == name)
                ?? _table.Columns.FirstOrDefault(column => column.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw new InvalidInputException(
                    _table.File,
                    1,
                    $"there is no column '{name}' ({option}). Found: {string.Join(", ", _table.Columns)}."
                        + Suggestion.For(name, _table.Columns)
                );

    private void CheckNested()
    {
        foreach (string? used in new[] { File, Class, List, Split, Group, Weight }.Concat(Labels))
            if (used is not null && _table.Nested.TryGetValue(used, out int line))
                throw new InvalidInputException(
                    _table.File,
                    line,
                    $"member '{used}' must be text, a number, true, false, null or a list of texts."
                );
    }
}
