namespace MlNetLabels.Datasets.Archives;

/// <summary>Names and places of the files of an archive, as they come.</summary>
internal sealed class ArchiveIndex(ArchiveBounds bounds)
{
    private readonly List<string> _names = [];
    private readonly List<ArchiveEntry> _entries = [];

    public ArchiveBounds Bounds => bounds;

    /// <summary>Adds a file, unless it is clutter.</summary>
    public void Add(string name, ArchiveEntry entry)
    {
        if (!bounds.Takes(name))
            return;
        bounds.Grow(entry.Length);
        _names.Add(EntryName.Relative(name));
        _entries.Add(entry);
    }

    /// <summary>In ordinal order of their names, of which each can be only one thing.</summary>
    public (string[] Names, ArchiveEntry[] Entries) Sorted()
    {
        string[] names = [.. _names];
        ArchiveEntry[] entries = [.. _entries];
        Array.Sort(names, entries, StringComparer.Ordinal);
        for (int i = 0; i < names.Length; i++)
        {
            if (i > 0 && names[i] == names[i - 1])
                throw bounds.Refused(names[i], "is in it twice, so that it cannot be told which is meant.");
            int below = Array.BinarySearch(names, names[i] + '/', StringComparer.Ordinal);
            if (~below < names.Length && names[~below].StartsWith(names[i] + '/', StringComparison.Ordinal))
                throw bounds.Refused(names[i], "is a file, and a folder of other entries.");
        }
        return (names, entries);
    }
}
