using MlNetLabels.Data.Formats;

namespace MlNetLabels.Data;

/// <summary>
/// Reads datasets: a folder with one subfolder per class, a CSV or JSON Lines file that lists images, and what other
/// tools write (<see cref="DatasetOptions.Formats"/>).
/// </summary>
public static class DatasetReader
{
    /// <summary>
    /// Reads the dataset at <paramref name="path"/>; an <see cref="InvalidInputException"/> names file, line and fix.
    /// </summary>
    /// <param name="path">Folder or file.</param>
    /// <param name="classes">
    /// The classes to take, in this order, or of label sets the labels; null takes all, sorted by name.
    /// </param>
    public static ImageDataset Read(string path, IReadOnlyList<string>? classes = null) =>
        Read(path, new DatasetOptions { Classes = classes ?? [] });

    /// <summary>
    /// The format of a folder or file as far as looking at it tells, one of <see cref="DatasetOptions.Formats"/>; null
    /// for none.
    /// </summary>
    public static string? FormatOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return InputTree.IsFolder(path) || InputTree.IsFile(path)
            ? DatasetFormats.Find(new DatasetPlace(path))?.Name
            : null;
    }

    /// <summary>Reads a dataset as told; see the other overload.</summary>
    /// <param name="path">Folder or file.</param>
    /// <param name="options">What looking at it does not tell.</param>
    public static ImageDataset Read(string path, DatasetOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        if (InputFile.IsPipe(path))
            throw new InvalidInputException(path, null, InputFile.Pipe);
        if (!InputTree.IsFolder(path) && !InputTree.IsFile(path))
            throw new InvalidInputException(path, null, MissingData.Describe(path));
        if (options.Images is { } images && !InputTree.IsFolder(images))
            throw new InvalidInputException(
                images,
                null,
                "there is no such folder of images." + Suggestion.ForPath(images)
            );
        var place = new DatasetPlace(path);
        var format = DatasetFormats.Choose(place, options);
        var dataset = format.Read(place, options);
        return dataset with
        {
            Notes = [.. dataset.Notes, .. Damaged(place, format), .. LabelNameChecks.Notes(dataset)],
        };
    }

    // Beside others of the same export one would be missed by nobody.
    private static IEnumerable<string> Damaged(DatasetPlace place, IDatasetFormat format)
    {
        if (format is FoldersFormat or TableFormat || place.DamagedJson is not { Count: > 0 } damaged)
            yield break;
        yield return $"Not read, as {(damaged.Count == 1 ? "it is" : "they are")} no JSON or cut off: "
            + $"{FolderReader.List(damaged.Select(file => Path.GetFileName(file)))}.";
    }
}
