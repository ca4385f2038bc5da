namespace MlNetLabels.Data.Formats;

/// <summary>What is said of a table, a line each: what was taken for what, what was not used, what looks odd.</summary>
internal static class TableNotes
{
    public static IEnumerable<string> All(
        Table table,
        TableColumns columns,
        LabelLists? lists,
        IReadOnlyList<FoundImage> images
    )
    {
        if (!columns.AreOwn || lists is { Separator: not (null or "split at ';'") })
            yield return $"Read as a table: images from '{columns.File}', {Annotation(columns, lists)}"
                + $"{(columns.Split is null ? "" : $", splits from '{columns.Split}'")}.";
        if (columns.Unused.Count > 0)
            yield return $"Columns that are not used: {FolderReader.List(columns.Unused)}.";
        if (table.Unnamed > 0)
            yield return $"{table.Unnamed} columns without a name are not used.";
        if (lists?.Note is { } doubt)
            yield return $"'{columns.List}': {doubt}.";
        if (
            columns.Class is { } column
            && images.Where(i => LabelLists.LooksLikeList(i.Labels.First())).ToArray() is { Length: > 0 } odd
        )
            yield return $"'{column}' holds one class an image, but {odd.Length} of its cells look like lists, such as "
                + $"'{odd[0].Labels.First()}'; --label-column {column} reads them as lists.";
        if (columns.Labels.Count > 1 && images.All(image => image.Labels.Count == 1 && image.Unknown.Count == 0))
            yield return "Every image has exactly one of the labels: they are read as label sets all the same; "
                + "--one-class takes them as classes.";
    }

    private static string Annotation(TableColumns columns, LabelLists? lists) =>
        columns.Class is { } one ? $"classes from '{one}'"
        : columns.List is { } list
            ? $"lists of labels from '{list}'{(lists?.Separator is { } separator ? $" ({separator})" : "")}"
        : $"a label each from {FolderReader.List(columns.Labels)}";
}
