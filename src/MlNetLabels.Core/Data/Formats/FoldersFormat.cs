namespace MlNetLabels.Data.Formats;

/// <summary>A folder for each class, or for each split and in it for each class.</summary>
internal sealed class FoldersFormat : IDatasetFormat
{
    public string Name => "folders";

    public bool Recognises(DatasetPlace place) => place.IsFolder;

    public ImageDataset Read(DatasetPlace place, DatasetOptions options)
    {
        if (!place.IsFolder)
            throw new InvalidInputException(
                place.Path,
                null,
                "this is a file, not a folder with a folder for each class."
            );
        if (options.IgnoreColumns.Count > 0)
            throw new InvalidInputException(
                place.Path,
                null,
                "folders of classes have no columns to leave out; name the wanted classes with --classes."
            );
        if (options.OneClass)
            throw new InvalidInputException(
                place.Path,
                null,
                "images in a folder have the class that their folder is called, if any; leave out --one-class."
            );
        if (
            (options.FileColumn ?? options.LabelColumn ?? (options.LabelColumns is [var first, ..] ? first : null)) is
            { } column
        )
            throw new InvalidInputException(
                place.Path,
                null,
                $"a folder of images has no column '{column}'; name the table that lists the images instead of the folder"
                    + $"{(UnreadLists.Only(place) is { } list ? $": {list}" : "")}, or leave the column out."
            );
        if (options.Format is null && TableFormat.Undecided(place) is { Count: > 1 } several)
            throw new InvalidInputException(place.Path, null, TableFormat.Several(place, several));
        if (options.Format is null && (UnreadLists.Describe(place, options) ?? Yolo(place, options)) is { } unread)
            throw new InvalidInputException(place.Path, null, unread);
        if (options.Images is not null)
            throw new InvalidInputException(
                place.Path,
                null,
                "this folder holds the images itself; another folder of images is only for a table or list of them. Leave "
                    + "that one out, or name the list instead of this folder."
            );
        return FolderReader.Read(place.Path, options.Classes.Count == 0 ? null : options.Classes);
    }

    private static string? Yolo(DatasetPlace place, DatasetOptions options) =>
        options.Classes.Count == 0 ? YoloFolders.WithoutNames(place.Path) : null;
}
