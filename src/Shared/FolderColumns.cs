namespace MlNetLabels.Data;

/// <summary>
/// What the folders that images lie in say of them, as a list has it: the class, and the split where there are folders of
/// splits. Class folders beside those say nothing, nor do folders where an image lies in none.
/// </summary>
internal sealed class FolderColumns
{
    private readonly (string Folder, string Split)[] _splits;

    private FolderColumns(bool areClasses, (string Name, Split Split)[] splits)
    {
        _splits = [.. splits.Select(s => ($"{s.Name}/", s.Split.ToString().ToLowerInvariant()))];
        Columns =
            splits.Length > 1 ? ["file", "label", "split"]
            : areClasses ? ["file", "label"]
            : ["file"];
    }

    /// <summary>Names, <c>file</c> first.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>What the user is to know of them.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>Looks at a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="names">Its images, relative to it, with forward slashes; gone through once at most.</param>
    public static FolderColumns Of(string folder, IEnumerable<string> names)
    {
        string[] found = ImageFiles.Subfolders(folder);
        if (SplitFolders.Find(folder, found, null) is { } splits)
            return new(true, splits)
            {
                Notes =
                [
                    splits.Length == 1
                        ? $"The folders of classes are those in {splits[0].Name}; what lies elsewhere has no label."
                        : $"{Counted.And([.. splits.Select(s => s.Name)])} are taken as splits, and the folders in them as classes.",
                ],
            };
        return names.All(name => name.Contains('/'))
            ? new(true, []) { Notes = [.. SplitFolders.Doubt(found, null)] }
            : new(false, []);
    }

    /// <summary>The cells of an image; those of what is not known are empty.</summary>
    /// <exception cref="IOException">The image lies elsewhere than all that were there before.</exception>
    public string[] CellsOf(string name)
    {
        if (Columns.Count == 1)
            return [name];
        if (_splits.Length == 0)
            return name.IndexOf('/') is > 0 and int end
                ? [name, name[..end]]
                : throw new IOException($"{name}: files came while the folder was listed; run it again.");
        var (folder, split) = _splits.FirstOrDefault(s => name.StartsWith(s.Folder, StringComparison.Ordinal));
        string label =
            folder is null || name.IndexOf('/', folder.Length) is not (> 0 and int slash)
                ? ""
                : name[folder.Length..slash];
        return Columns.Count == 2 ? [name, label] : [name, label, label.Length > 0 ? split : ""];
    }
}
