using System.Globalization;
using System.Text.RegularExpressions;

namespace MlNetLabels.Data.Formats;

/// <summary>
/// A table: a column of file names with one of classes, one of lists of labels (empty = known negative), or one column
/// per label (blank = unknown); optional split, group and weight. Also a folder of images that holds one such table.
/// </summary>
internal sealed partial class TableFormat : IDatasetFormat
{
    // Beyond it sums of losses lose what the others add.
    private const double MostWeight = 1e9;

    private const int MostOffered = 3;

    private static readonly string[] s_extensions = [".csv", ".tsv", ".jsonl", ".ndjson"];

    public string Name => "table";

    public bool Recognises(DatasetPlace place) =>
        place.IsFolder
            ? TablesIn(place).Length > 0
            : UnknownFile.Packed(place) is null && place.JsonFiles.Count == 0 && place.XmlRoot is null;

    public ImageDataset Read(DatasetPlace place, DatasetOptions options)
    {
        if (!place.IsFolder)
            return TableParts.Build(place, options, null, [new(place.Path, null)]);
        var tables = TablesIn(place);
        if (tables.Length > 0)
        {
            string title = $"a folder with {FolderReader.List(tables.Select(t => Path.GetFileName(t.File)))}";
            var dataset = TableParts.Build(place, options, title, tables);
            return dataset with
            {
                Notes = [.. dataset.Notes, .. UnreadLists.Beside(place, options, tables.Select(t => t.File))],
            };
        }
        throw new InvalidInputException(
            place.Path,
            null,
            Undecided(place) is { Count: > 1 } several
                ? Several(place, several)
                : "there is no CSV in it that lists images."
        );
    }

    /// <summary>What is said of a folder with several lists.</summary>
    public static string Several(DatasetPlace place, IReadOnlyList<string> lists) =>
        $"it holds several lists: {FolderReader.List(lists)}. Name the one you mean: "
        + $"{string.Join(" or ", lists.Take(MostOffered).Select(list => Path.Combine(place.Path, list)))} "
        + "(or call them train.csv and test.csv, if they are splits).";

    /// <summary>Checks that there is something in it, and says what the columns are for.</summary>
    public static TableColumns Columns(Table table, DatasetOptions options)
    {
        var columns = new TableColumns(table, options);
        return table.Rows.Count > 0
            ? columns
            : throw new InvalidInputException(
                table.File,
                null,
                "there are no rows below the header. Add a line for each image."
            );
    }

    /// <summary>The rows as images, and what is to be said of the columns.</summary>
    public static IReadOnlyList<FoundImage> Images(Table table, TableColumns columns, bool oneClass, List<string> notes)
    {
        var lists = columns.List is { } list
            ? new LabelLists([.. table.Rows.Select(row => row[list])], columns.IsSpaced)
            : null;
        FoundImage[] images = [.. table.Rows.Select(row => Image(table, row, columns, lists))];
        notes.AddRange(TableNotes.All(table, columns, lists, images, oneClass));
        return images;
    }

    private static FoundImage Image(Table table, TableRow row, TableColumns columns, LabelLists? lists)
    {
        var image = new FoundImage
        {
            File = row[columns.File],
            Labels = columns.Class is { } one ? [Class(table, row, one)] : lists?.Read(table, row, columns.List!) ?? [],
            Split = columns.SplitFlag?.Read(table, row) ?? ReadSplit(table, row, columns.Split),
            Group = columns.Group is { } group && row[group] is { Length: > 0 } name ? name : null,
            Weight = ReadWeight(table, row, columns.Weight),
            Line = row.Line,
        };
        if (columns.Labels.Count == 0)
            return image;
        var states = columns
            .Labels.Select(label => (Label: label, State: LabelCells.Read(table, row, label)))
            .ToArray();
        return image with
        {
            Asked = columns.Labels,
            Labels = [.. states.Where(x => x.State == LabelState.Present).Select(x => x.Label)],
            Unknown = [.. states.Where(x => x.State == LabelState.Unknown).Select(x => x.Label)],
        };
    }

    private static string Class(Table table, TableRow row, string column) =>
        row[column] switch
        {
            "" => throw new InvalidInputException(
                table.File,
                row.Line,
                $"the class is empty; every image needs exactly one. Write it into '{column}', or delete the row."
            ),
            "nan" or "NaN" or "NA" or "N/A" or "n/a" or "<NA>" or "NULL" or "null" or ['#', .., '!' or '?' or 'A'] =>
                throw new InvalidInputException(
                    table.File,
                    row.Line,
                    $"the class is '{row[column]}', as programs write an empty cell; every image needs exactly one. Write it there, or "
                        + "delete the row."
                ),
            var number when DecimalComma().IsMatch(number) => throw new InvalidInputException(
                table.File,
                row.Line,
                $"the class is '{number}', a number with a comma. If '{column}' says 1 or 0 of a label, write 1 and 0 and name "
                    + "such columns with --label-columns."
            ),
            var name => name,
        };

    [GeneratedRegex(@"^[0-9]+,[0-9]+$")]
    private static partial Regex DecimalComma();

    private static Split? ReadSplit(Table table, TableRow row, string? column) =>
        column is null || row[column].Length == 0
            ? null
            : SplitNames.Find(row[column])
                ?? throw new InvalidInputException(
                    table.File,
                    row.Line,
                    $"split '{row[column]}' is not known; use train, validation (valid, val or dev) or test."
                        + (
                            double.TryParse(row[column], CultureInfo.InvariantCulture, out _)
                                ? " Numbers mean another split in every set, so none is guessed; --ignore-columns "
                                    + $"{column} divides the images anew."
                                : ""
                        )
                );

    private static double ReadWeight(Table table, TableRow row, string? column)
    {
        if (column is null || row[column].Length == 0)
            return 1;
        return
            double.TryParse(row[column], NumberStyles.Float, CultureInfo.InvariantCulture, out double weight)
            && weight is >= 1 / MostWeight and <= MostWeight
            ? weight
            : throw new InvalidInputException(
                table.File,
                row.Line,
                $"weight '{row[column]}' is not a number between 1e-9 and 1e9, written with a point; "
                    + "leave the cell blank for 1."
            );
    }

    private static TablePart[] TablesIn(DatasetPlace place) => Meant(ListsIn(place));

    /// <summary>Names of the lists of a folder, where they are several and their names do not say of which split.</summary>
    public static IReadOnlyList<string> Undecided(DatasetPlace place) =>
        ListsIn(place) is var lists && Meant(lists).Length > 0
            ? []
            : [.. lists.Select(table => Path.GetFileName(table.File))];

    private static TablePart[] Meant(TablePart[] lists) =>
        lists.Length switch
        {
            1 => [lists[0] with { Split = null }],
            _ when lists.All(t => t.Split is not null) && lists.DistinctBy(t => t.Split).Count() == lists.Length =>
                lists,
            _ => [],
        };

    // A table among folders of classes may be anything; beside one folder of images, or none, it is their list.
    private static TablePart[] ListsIn(DatasetPlace place)
    {
        string[] folders = ImageFiles.Subfolders(place.Path);
        if (
            folders.Any(name => SplitNames.Find(name) is null)
            && folders.Count(name => ImageFiles.Each([Path.Combine(place.Path, name)]).Any()) > 1
        )
            return [];
        if (folders.Length > 1 && folders.Any(name => ImageFiles.Subfolders(Path.Combine(place.Path, name)).Length > 0))
            return [];
        return
        [
            .. s_extensions
                .SelectMany(extension => DatasetPlace.Files(place.Path, "*" + extension))
                // Competitions' example of an answer names the images to be judged, with made-up labels.
                .Where(file => !Path.GetFileName(file).Contains("submission", StringComparison.OrdinalIgnoreCase))
                .Where(IsList)
                .Select(file => new TablePart(file, SplitNames.InFileName(file))),
        ];
    }

    private static bool IsList(string file)
    {
        try
        {
            return Columns(Table.Read(file), new DatasetOptions()) is not null;
        }
        catch (InvalidInputException)
        {
            return false;
        }
    }
}
