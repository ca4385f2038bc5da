namespace MlNetLabels.Data.Formats;

/// <summary>Roboflow's multi-label export: a <c>_classes.csv</c> in each split, with a 0/1 column for each label.</summary>
internal sealed class RoboflowFormat : IDatasetFormat
{
    private const string File = "_classes.csv";

    public string Name => "roboflow";

    public bool Recognises(DatasetPlace place) => PartsOf(place).Length > 0;

    public ImageDataset Read(DatasetPlace place, DatasetOptions options)
    {
        var parts = PartsOf(place);
        return parts.Length > 0
            ? TableParts.Build(place, options, "Roboflow's multi-label CSV", parts, WithAllLabels)
            : throw new InvalidInputException(place.Path, null, $"there is no {File} in it.");
    }

    // All columns but the first are labels, whatever they are called.
    private static DatasetOptions WithAllLabels(Table table, DatasetOptions options) =>
        options with
        {
            FileColumn = options.FileColumn ?? table.Columns[0],
            LabelColumns =
                options.LabelColumns.Count > 0
                    ? options.LabelColumns
                    : [.. table.Columns.Skip(1).Except(options.IgnoreColumns)],
        };

    private static TablePart[] PartsOf(DatasetPlace place) =>
        place.IsFolder
            ?
            [
                .. place.Parts.SelectMany(part =>
                    DatasetPlace.Files(part.Folder, File).Select(file => new TablePart(file, part.Split, part.Folder))
                ),
            ]
        : Path.GetFileName(place.Path) == File ? [new TablePart(place.Path, null)]
        : [];
}
