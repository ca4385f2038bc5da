namespace MlNetLabels.Data.Formats;

/// <summary>Finds files by names that are almost theirs; folders are listed once, when a file is not there as named.</summary>
internal sealed class FolderNames
{
    private readonly Dictionary<string, ILookup<string, string>> _byName = [],
        _byStem = [];

    /// <summary>The file's name below the root; null where there is none.</summary>
    /// <exception cref="InvalidInputException">There are several that could be meant.</exception>
    public string? Find(string root, string name, string source)
    {
        string path = Path.Combine(root, name);
        if (InputTree.IsFile(path))
            return name;
        string folder = Path.GetDirectoryName(path)!,
            last = Path.GetFileName(path);
        if (last.Length == 0 || !InputTree.IsFolder(folder))
            return null;
        string[] found = [.. Names(folder)[UnicodeForms.Decompose(last)]];
        if (found.Length == 0 && !HasImageExtension(last))
            found = [.. Stems(folder)[UnicodeForms.Decompose(last)]];
        if (found.Length > 1)
            throw new InvalidInputException(
                source,
                null,
                $"'{name}' may be any of {string.Join(", ", found.Order(StringComparer.Ordinal))}. Name it in full."
            );
        return found.Length == 0 ? null : name[..^last.Length] + found[0];
    }

    private static bool HasImageExtension(string file) =>
        ImageFiles.Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);

    // Lists made on Windows do not mind the case of names, and a Mac writes an umlaut as two characters.
    private ILookup<string, string> Names(string folder) =>
        _byName.TryGetValue(folder, out var names)
            ? names
            : _byName[folder] = InputTree
                .Files(folder)
                .Select(file => Path.GetFileName(file)!)
                .ToLookup(UnicodeForms.Decompose, StringComparer.OrdinalIgnoreCase);

    private ILookup<string, string> Stems(string folder) =>
        _byStem.TryGetValue(folder, out var stems)
            ? stems
            : _byStem[folder] = Names(folder)
                .SelectMany(group => group)
                .Where(HasImageExtension)
                .ToLookup(
                    file => UnicodeForms.Decompose(Path.GetFileNameWithoutExtension(file)),
                    StringComparer.OrdinalIgnoreCase
                );
}
