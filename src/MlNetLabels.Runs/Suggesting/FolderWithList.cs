using MlNetLabels.Data;

namespace MlNetLabels.Runs.Suggesting;

/// <summary>
/// All images of a folder, those that a list in it labels told from the others: so what the labelling page writes into a
/// folder of images leaves the rest to be asked for.
/// </summary>
internal static class FolderWithList
{
    public static ImageList Read(string folder, RunContext context) =>
        Read(folder, context.Open(folder, new DatasetOptions()).Rows);

    public static ImageList Read(string folder, IReadOnlyList<ImageRow> rows)
    {
        var images = ImageList.Read(folder);
        var said = rows.DistinctBy(row => row.Path).ToDictionary(row => row.Path, StringComparer.Ordinal);
        bool hasGroups = rows.Any(row => row.Group is not null);
        var (paths, cells) = (new List<string>(), new List<string[]>());
        foreach (var (i, file) in images.Files([.. Enumerable.Range(0, images.Paths.Count)]).Index())
        {
            said.Remove(Path.GetFullPath(images.Paths[i]), out var row);
            Add(images.Paths[i], file, row);
        }
        // A list may name images of other folders, too.
        foreach (var row in said.Values)
            Add(row.Path, row.File, row);
        string[] columns = hasGroups ? ["file", "label", "group"] : ["file", "label"];
        return new ImageList(paths, columns, cells, images.Others);

        void Add(string path, string file, ImageRow? row)
        {
            paths.Add(path);
            string label = row?.Labels.Any(state => state != LabelState.Unknown) == true ? "known" : "";
            cells.Add(hasGroups ? [file, label, row?.Group ?? ""] : [file, label]);
        }
    }
}
