namespace MlNetLabels.Data.Formats;

/// <summary>One table of a dataset, and the split that its name or folder says.</summary>
/// <param name="File">The table.</param>
/// <param name="Split">Of all its rows that name none.</param>
/// <param name="Folder">Where its images lie; null for the dataset's own folder.</param>
internal sealed record TablePart(string File, Split? Split, string? Folder = null);

/// <summary>Tables of the same kind as one dataset.</summary>
internal static class TableParts
{
    /// <param name="place">The dataset.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="title">What the format is called; null for a table that needs no explanation.</param>
    /// <param name="parts">The tables.</param>
    /// <param name="prepare">What a format knows of a table's columns.</param>
    public static ImageDataset Build(
        DatasetPlace place,
        DatasetOptions options,
        string? title,
        IReadOnlyList<TablePart> parts,
        Func<Table, DatasetOptions, DatasetOptions>? prepare = null
    )
    {
        var notes = new List<string>();
        var images = new List<FoundImage>();
        var labels = new List<string>();
        var names = new List<string>();
        bool areClasses = true;
        foreach (var part in parts)
        {
            var table = TableNotes.WithoutRepeatedHeader(Table.Read(part.File), notes);
            var columns = TableFormat.Columns(table, prepare?.Invoke(table, options) ?? options);
            areClasses &= columns.Class is not null;
            labels.AddRange(columns.Labels.Except(labels));
            names.AddRange(table.Columns.Except(names));
            images.AddRange(
                TableFormat
                    .Images(table, columns, options.OneClass, notes)
                    .Select(image =>
                        image with
                        {
                            Split = image.Split ?? part.Split,
                            ListSplit = SplitNames.InFileName(part.File),
                            Folder = part.Folder,
                            List = part.File,
                        }
                    )
            );
        }
        var found = new FoundDataset(place, options)
        {
            Title = title,
            Kind = areClasses ? TargetKind.Classes : TargetKind.LabelSets,
            Order = labels.Count > 0 ? labels : null,
            Columns = names,
            HasNamedSplits = parts.Count > 1,
        };
        found.Images.AddRange(images);
        found.Notes.AddRange(notes.Distinct());
        return found.Build();
    }
}
