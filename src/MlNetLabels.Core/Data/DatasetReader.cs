namespace MlNetLabels.Data;

/// <summary>
/// Reads datasets: a folder with one subfolder per class, or a CSV or JSON Lines file that lists images.
/// </summary>
public static class DatasetReader
{
    /// <summary>
    /// Reads the dataset at <paramref name="path"/>; an <see cref="InvalidInputException"/> names file, line and fix.
    /// </summary>
    /// <param name="path">Folder, .csv, .jsonl or .ndjson.</param>
    /// <param name="classes">
    /// For one-class data: the classes to take, in this order; null takes all, sorted by name.
    /// </param>
    public static ImageDataset Read(string path, IReadOnlyList<string>? classes = null)
    {
        if (Directory.Exists(path))
            return FolderReader.Read(path, classes);
        if (!File.Exists(path))
            throw new InvalidInputException(path, null, "there is no such file or folder.");
        return TableReader.Read(path, classes);
    }
}
