namespace MlNetLabels.Datasets;

/// <summary>A folder of this process's own, readable by nobody else. One that a killed process left goes a week later.</summary>
internal sealed class TemporaryPlace : IDisposable
{
    private const string Prefix = "mlnetlabels-data-";

    // No run takes as long, so that what is older is nobody's.
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(7);

    public TemporaryPlace()
    {
        foreach (string old in Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), Prefix + "*"))
            if (DateTime.UtcNow - Directory.GetLastWriteTimeUtc(old) > Abandoned)
                Remove(old);
        Path = Directory.CreateTempSubdirectory(Prefix).FullName;
    }

    public string Path { get; }

    /// <summary>Bytes free where it lies.</summary>
    public long Free => new DriveInfo(Path).AvailableFreeSpace;

    /// <summary>A text without this folder's name, which says nothing to anybody.</summary>
    public string Hide(string text, string name) =>
        text.Replace(Path + System.IO.Path.DirectorySeparatorChar, name + ":", StringComparison.Ordinal)
            .Replace(Path, name, StringComparison.Ordinal);

    public void Dispose() => Remove(Path);

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another user's, or open elsewhere: the next run tries again.
        }
    }
}
