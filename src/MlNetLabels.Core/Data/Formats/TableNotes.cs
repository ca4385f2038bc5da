using System.Globalization;

namespace MlNetLabels.Data.Formats;

/// <summary>What is said of a table, a line each: what was taken for what, what was not used, what looks odd.</summary>
internal static class TableNotes
{
    private static readonly string[] s_words = ["class", "label", "categor", "map", "names"],
        s_extensions = [".csv", ".txt", ".json", ".yaml", ".yml"];

    /// <summary>The table without rows that repeat the header, as files that were joined have, and a note of them.</summary>
    public static Table WithoutRepeatedHeader(Table table, List<string> notes)
    {
        TableRow[] rows = [.. table.Rows.Where(row => !table.Columns.All(column => row[column] == column))];
        if (rows.Length == table.Rows.Count)
            return table;
        notes.Add($"Rows that repeat the header, and are left out: {table.Rows.Count - rows.Length}.");
        return table with { Rows = rows };
    }

    public static IEnumerable<string> All(
        Table table,
        TableColumns columns,
        LabelLists? lists,
        IReadOnlyList<FoundImage> images,
        bool oneClass
    )
    {
        string? splits = columns.SplitFlag?.Meaning ?? (columns.Split is { } split ? $"'{split}'" : null);
        if (!columns.AreOwn || lists is { Separator: not (null or "split at ';'") })
            yield return $"Read as a table: images from '{columns.File}', {Annotation(columns, lists)}"
                + $"{(splits is null ? "" : $", splits from {splits}")}.";
        if (columns.Rivals is [var rival, ..])
            yield return $"'{columns.Class ?? columns.List}' was taken, and not {Names(columns.Rivals)}; --label-column {rival} takes "
                + $"'{rival}' instead.";
        string[] unused = [.. columns.Unused.Except(columns.Rivals)];
        if (unused.Length > 0)
            yield return $"Columns that are not used: {FolderReader.List(unused)}.";
        if (table.Unnamed > 0)
            yield return $"{Counted.Of(table.Unnamed, "column has no name and is", "columns have no name and are")} not used.";
        if (columns.Class is { } numbered && NamesBeside(table, images) is { } names)
            yield return $"The classes are numbers. If {names} says what they mean, write these names into '{numbered}': "
                + "a model answers with what stands there.";
        if (lists?.Note is { } doubt)
            yield return $"'{columns.List}': {doubt}.";
        if (
            columns.Class is { } column
            && LabelLists.Lists([.. images.Select(i => i.Labels.First())]) is { Count: > 0 } odd
        )
            yield return $"'{column}' holds one class an image, but "
                + $"{Counted.Of(odd.Count, "of its cells looks like a list", "of its cells look like lists")}, "
                + $"such as '{odd[0]}'; --label-column {column} reads {(odd.Count == 1 ? "it as one" : "them as lists")}.";
        if (MinusOne(table, columns, images, oneClass) is { } minus)
            yield return minus;
        else if (!oneClass && images.Sum(image => image.Unknown.Count) is > 0 and int blank)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Cells without an answer, read as unknown: {blank}."
            )
                + (
                    images.All(image => image.Labels.Count + image.Unknown.Count == columns.Labels.Count)
                        ? " No cell is 0: if nothing means that the label is not there, write 0 instead."
                        : ""
                );
        if (
            !oneClass
            && columns.Labels.Count > 1
            && images.All(image => image.Labels.Count == 1 && image.Unknown.Count == 0)
        )
            yield return "Every image has exactly one of the labels: they are read as label sets all the same; "
                + "--one-class takes them as classes.";
    }

    // Of most sets -1 says that nobody looked, of some (CelebA) that the label is not there.
    private static string? MinusOne(Table table, TableColumns columns, IReadOnlyList<FoundImage> images, bool oneClass)
    {
        int cells = table.Rows.Sum(row => columns.Labels.Count(label => row[label] is "-1" or "-1.0"));
        if (cells == 0)
            return null;
        bool isNoneAbsent = images.All(image => image.Labels.Count + image.Unknown.Count == columns.Labels.Count);
        string line = string.Create(CultureInfo.InvariantCulture, $"Cells of -1, read as unknown: {cells}.");
        if (isNoneAbsent)
            line += " No cell is 0: if -1 means that the label is not there, write 0 instead.";
        if (!oneClass && images.All(image => image.Labels.Count == 1))
            line += " Every image has exactly one of the labels: --one-class takes it as the image's class.";
        return line;
    }

    private static string? NamesBeside(Table table, IReadOnlyList<FoundImage> images) =>
        images.All(image =>
            double.TryParse(image.Labels.First(), NumberStyles.Float, CultureInfo.InvariantCulture, out _)
        )
            ? DatasetPlace
                .Files(Path.GetDirectoryName(Path.GetFullPath(table.File))!, "*")
                .Where(file => s_extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                .Select(file => Path.GetFileName(file)!)
                .FirstOrDefault(name =>
                    name != Path.GetFileName(table.File)
                    && s_words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase))
                )
            : null;

    private static string Names(IEnumerable<string> names) => Counted.And([.. names.Select(name => $"'{name}'")]);

    private static string Annotation(TableColumns columns, LabelLists? lists) =>
        columns.Class is { } one ? $"classes from '{one}'"
        : columns.List is { } list
            ? $"lists of labels from '{list}'{(lists?.Separator is { } separator ? $" ({separator})" : "")}"
        : $"a label each from {FolderReader.List(columns.Labels)}";
}
