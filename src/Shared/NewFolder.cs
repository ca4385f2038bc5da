namespace MlNetLabels.Data;

/// <summary>
/// A folder that is filled beside its place and moved there when it is complete. One that was not goes again: with this
/// object, or, where the process was killed, with a build a day later.
/// </summary>
internal sealed class NewFolder : IDisposable
{
    // No build takes as long, so that what is older is nobody's.
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    private const string Prefix = ".mlnetlabels-",
        Suffix = ".tmp";

    private readonly string _place,
        _parent;

    public NewFolder(string place)
    {
        _place = place;
        _parent = System.IO.Path.GetDirectoryName(place)!;
        Path = NewName();
        Directory.CreateDirectory(_parent);
        foreach (var old in new DirectoryInfo(_parent).EnumerateDirectories($"{Prefix}*{Suffix}"))
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
        string old = NewName();
        Directory.Move(_place, old);
        Directory.Move(Path, _place);
        Directory.Delete(old, recursive: true);
    }

    // Short, whatever the place's name is.
    private string NewName() => System.IO.Path.Combine(_parent, $"{Prefix}{Guid.NewGuid():N}{Suffix}");

    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }
}
