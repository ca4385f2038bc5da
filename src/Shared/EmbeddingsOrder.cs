namespace MlNetLabels.Data;

/// <summary>Whether a list says its images in the order of the embeddings that 'embed' wrote.</summary>
internal static class EmbeddingsOrder
{
    /// <param name="npy">The embeddings.</param>
    /// <param name="list">The list: the one beside them, or another, such as one with labels.</param>
    /// <param name="listed">What it lists.</param>
    /// <returns>What to tell where the list was changed, or its order could not be seen; else null.</returns>
    /// <exception cref="InvalidInputException">The rows are of other files, or in another order.</exception>
    public static string? Check(string npy, string list, ImageDataset listed)
    {
        string own = EmbeddingsSeal.RowsPath(npy);
        // What others made has no seal.
        if (EmbeddingsSeal.Read(npy) is not { } seal)
            return null;
        string[] files = [.. listed.Rows.Select(row => row.File)];
        if (Path.GetFullPath(list) == Path.GetFullPath(own))
            return seal.CheckRows(npy, files);
        if (seal.AreFiles(files))
            return null;
        if (Sealed(own, seal) is not { } paths)
            return $"whether the rows of {list} are in the order of {npy} was not checked: {own} is not there, or not as "
                + "'embed' wrote it.";
        // Another number of rows is told where the two are put together.
        return paths.Length == files.Length ? Compare(npy, list, listed, own, paths) : null;
    }

    private static string? Compare(string npy, string list, ImageDataset listed, string own, string[] paths)
    {
        var byPath = Places(paths);
        var byName = Places([.. paths.Select(path => Path.GetFileName(path))]);
        int unknown = 0;
        foreach (var (i, row) in listed.Rows.Index())
        {
            // A list in another folder names them by other paths.
            if (
                !byPath.TryGetValue(Path.GetFullPath(row.Path), out int place)
                && !byName.TryGetValue(Path.GetFileName(row.Path), out place)
            )
                place = -1;
            if (place < 0)
                unknown++;
            else if (place != i)
                throw new InvalidInputException(
                    list,
                    row.Line,
                    $"'{row.File}' stands in row {i + 1}, but its embedding in row {place + 1} of {npy}, as {own} says: put the "
                        + "rows in the order of that list, or add the labels to it."
                );
        }
        return unknown == 0
            ? null
            : $"{unknown} of {Counted.Of(paths.Length, "row")} of {list} {(unknown == 1 ? "names" : "name")} no single file of {own}, "
                + "so that their order was not checked.";
    }

    // The files as the list beside the embeddings names them; null where it is not what 'embed' wrote.
    private static string[]? Sealed(string own, EmbeddingsSeal seal)
    {
        try
        {
            if (!File.Exists(own))
                return null;
            var table = Table.Read(own);
            if (!table.Columns.Contains("file"))
                return null;
            string folder = Path.GetDirectoryName(Path.GetFullPath(own))!;
            string[] files = [.. table.Rows.Select(row => row["file"])];
            return seal.AreFiles(files) ? [.. files.Select(file => ImageFiles.Listed(folder, file).Path)] : null;
        }
        catch (InvalidInputException)
        {
            return null;
        }
    }

    // Where each is; -1 of what is there twice.
    private static Dictionary<string, int> Places(string[] names)
    {
        var places = new Dictionary<string, int>(names.Length);
        foreach (var (i, name) in names.Index())
            places[name] = places.ContainsKey(name) ? -1 : i;
        return places;
    }
}
