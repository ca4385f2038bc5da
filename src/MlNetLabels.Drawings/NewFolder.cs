namespace MlNetLabels.Drawings;

/// <summary>
/// A folder that is filled beside its place and moved there when it is complete. One that was not goes again: with this
/// object, or, where the process was killed, with a build a day later.
/// </summary>
internal sealed class NewFolder : IDisposable
{
    // No build takes as long, so that what is older is nobody's.
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    private readonly string _place;

    public NewFolder(string place)
    {
        _place = place;
        Path = $"{place}.tmp-{Guid.NewGuid():N}";
        string parent = System.IO.Path.GetDirectoryName(place)!;
        Directory.CreateDirectory(parent);
        foreach (
            var old in new DirectoryInfo(parent).EnumerateDirectories($"{System.IO.Path.GetFileName(place)}.tmp-*")
        )
            if (DateTime.UtcNow - old.LastWriteTimeUtc > Abandoned)
                old.Delete(recursive: true);
        Directory.CreateDirectory(Path);
    }

    /// <summary>Where to write meanwhile.</summary>
    public string Path { get; }

    /// <summary>Puts it in its place, instead of what is there.</summary>
    public void Complete()
    {
        if (!Directory.Exists(_place))
        {
            Directory.Move(Path, _place);
            return;
        }
        string old = $"{Path}-old";
        Directory.Move(_place, old);
        Directory.Move(Path, _place);
        Directory.Delete(old, recursive: true);
    }

    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }
}
