using System.Globalization;

namespace MlNetLabels.Data;

/// <summary>
/// Reads a dataset from a table: <c>file</c> with <c>label</c> (one class), with <c>labels</c> (separated by
/// semicolons, empty = known negative),
/// or with one 0/1/blank column per label (blank = unknown); optional <c>split</c>, <c>group</c> and <c>weight</c>.
/// </summary>
internal static class TableReader
{
    private const string File = "file",
        Label = "label",
        Labels = "labels",
        SplitColumn = "split",
        Group = "group",
        WeightColumn = "weight";

    // Beyond it sums of losses lose what the others add.
    private const double MostWeight = 1e9;

    public static ImageDataset Read(string path, IReadOnlyList<string>? classes)
    {
        var table = Table.Read(path);
        if (!table.Columns.Contains(File))
            throw new InvalidInputException(
                path,
                1,
                $"there is no column 'file'. Found: {string.Join(", ", table.Columns)}."
            );
        if (table.Rows.Count == 0)
            throw new InvalidInputException(path, null, "there are no rows below the header.");

        string[] cells =
        [
            .. table.Columns.Where(c => c is not (File or Label or Labels or SplitColumn or Group or WeightColumn)),
        ];
        var (kind, names, states) = (table.Columns.Contains(Label), table.Columns.Contains(Labels)) switch
        {
            (true, true) => throw new InvalidInputException(
                path,
                1,
                "both 'label' (one class) and 'labels' (a set) are given; keep one."
            ),
            (true, false) => ReadClasses(table, classes),
            (false, true) => ReadSets(table),
            _ when cells.Length > 0 => ReadCells(table, cells),
            _ => throw new InvalidInputException(
                path,
                1,
                "there is no annotation: add a column 'label', a column 'labels', or one 0/1 column per label."
            ),
        };
        var rows = new List<ImageRow>();
        var seen = new Dictionary<string, int>();
        for (int i = 0; i < table.Rows.Count; i++)
            if (states[i] is { } state)
                rows.Add(ReadRow(table, table.Rows[i], state, seen));
        string[] notes =
        [
            .. kind == TargetKind.Classes && rows.Count < table.Rows.Count
                ? [$"Left out {table.Rows.Count - rows.Count} rows of classes that were not asked for."]
                : Array.Empty<string>(),
        ];
        return new ImageDataset
        {
            Source = path,
            Kind = kind,
            LabelNames = names,
            Rows = rows,
            Notes = notes,
        };
    }

    private static ImageRow ReadRow(Table table, TableRow row, LabelState[] states, Dictionary<string, int> seen)
    {
        if (row[File].Length == 0)
            throw new InvalidInputException(table.File, row.Line, "the file name is empty.");
        var (file, full) = ImageFiles.Listed(Path.GetDirectoryName(Path.GetFullPath(table.File))!, row[File]);
        if (!seen.TryAdd(full, row.Line))
            throw new InvalidInputException(
                table.File,
                row.Line,
                $"'{file}' is listed already in line {seen[full]}; list each image once."
            );
        return new ImageRow
        {
            File = file,
            Path = full,
            Labels = states,
            Split = ReadSplit(table, row),
            Group = row[Group] is { Length: > 0 } group ? group : null,
            Weight = ReadWeight(table, row),
            Line = row.Line,
        };
    }

    private static (TargetKind, string[], LabelState[]?[]) ReadClasses(Table table, IReadOnlyList<string>? classes)
    {
        if (table.Rows.FirstOrDefault(r => r[Label].Length == 0) is { } blank)
            throw new InvalidInputException(
                table.File,
                blank.Line,
                "the class is empty; every image needs exactly one."
            );
        string[] found = [.. table.Rows.Select(r => r[Label]).Distinct().Order(StringComparer.Ordinal)];
        if (classes?.FirstOrDefault(c => !found.Contains(c)) is { } missing)
            throw new InvalidInputException(
                table.File,
                null,
                $"no image has the class '{missing}'. Found: {string.Join(", ", found)}."
            );
        string[] names = classes is null ? found : [.. classes.Distinct()];
        return (
            TargetKind.Classes,
            names,
            [
                .. table.Rows.Select(r =>
                    Array.IndexOf(names, r[Label]) is >= 0 and int k ? OneHot(names.Length, k) : null
                ),
            ]
        );
    }

    private static (TargetKind, string[], LabelState[]?[]) ReadSets(Table table)
    {
        string[][] sets =
        [
            .. table.Rows.Select(r =>
                r[Labels].Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            ),
        ];
        string[] names = [.. sets.SelectMany(s => s).Distinct().Order(StringComparer.Ordinal)];
        if (names.Length == 0)
            throw new InvalidInputException(table.File, null, "no image has any label.");
        return (
            TargetKind.LabelSets,
            names,
            [
                .. sets.Select(set =>
                    names.Select(n => set.Contains(n) ? LabelState.Present : LabelState.Absent).ToArray()
                ),
            ]
        );
    }

    private static (TargetKind, string[], LabelState[]?[]) ReadCells(Table table, string[] names) =>
        (
            TargetKind.LabelSets,
            names,
            [
                .. table.Rows.Select(row =>
                    names
                        .Select(name =>
                            row[name] switch
                            {
                                "1" => LabelState.Present,
                                "0" => LabelState.Absent,
                                "" => LabelState.Unknown,
                                var other => throw new InvalidInputException(
                                    table.File,
                                    row.Line,
                                    $"label '{name}' is '{other}'; use 1 (there), 0 (not there) or nothing (unknown)."
                                ),
                            }
                        )
                        .ToArray()
                ),
            ]
        );

    private static Split? ReadSplit(Table table, TableRow row) =>
        row[SplitColumn].ToUpperInvariant() switch
        {
            "" => null,
            "TRAIN" => Split.Train,
            "VALIDATION" or "VALID" => Split.Validation,
            "TEST" => Split.Test,
            _ => throw new InvalidInputException(
                table.File,
                row.Line,
                $"split '{row[SplitColumn]}' is not known; use train, validation (or valid) or test."
            ),
        };

    private static double ReadWeight(Table table, TableRow row)
    {
        if (row[WeightColumn].Length == 0)
            return 1;
        return
            double.TryParse(row[WeightColumn], NumberStyles.Float, CultureInfo.InvariantCulture, out double weight)
            && weight is >= 1 / MostWeight and <= MostWeight
            ? weight
            : throw new InvalidInputException(
                table.File,
                row.Line,
                $"weight '{row[WeightColumn]}' is not a number between 1e-9 and 1e9; leave the cell blank for 1."
            );
    }

    private static LabelState[] OneHot(int count, int present)
    {
        var states = new LabelState[count];
        states[present] = LabelState.Present;
        return states;
    }
}
