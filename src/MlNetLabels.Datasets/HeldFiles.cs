using MlNetLabels.Data;

namespace MlNetLabels.Datasets;

/// <summary>What is open, or on the disk, as long as a dataset is used.</summary>
internal sealed class HeldFiles : IDisposable
{
    private PackedFiles? _archive;
    private TemporaryPlace? _place;

    /// <summary>A folder for what cannot be read in place, made when it is asked for.</summary>
    public TemporaryPlace Place => _place ??= new TemporaryPlace();

    /// <summary>Has paths through an archive lead into it.</summary>
    public void Mount(PackedFiles archive)
    {
        _archive = archive;
        archive.Mount();
    }

    /// <summary>Whether a file is one of those held.</summary>
    public bool Holds(string path) =>
        (_archive is { } archive && IsWithin(path, archive.Path))
        || (_place is { } place && IsWithin(path, place.Path));

    /// <summary>A text without the temporary folder's name.</summary>
    public string Hide(string text, string name) => _place?.Hide(text, name) ?? text;

    public void Dispose()
    {
        _archive?.Dispose();
        _place?.Dispose();
    }

    /// <summary>Whether a path leads into a folder.</summary>
    public static bool IsWithin(string path, string folder) =>
        Path.GetFullPath(path)
            .StartsWith(
                Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar,
                StringComparison.Ordinal
            );
}
