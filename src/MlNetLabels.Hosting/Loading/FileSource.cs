namespace MlNetLabels.Hosting.Loading;

/// <summary>A bundle at a path, which may be overwritten, renamed over, or reached by links that change.</summary>
internal sealed class FileSource(string path, bool isWatched) : ModelSource
{
    private readonly string _path = Path.GetFullPath(path);

    public override string Where => path;

    public override bool IsWatched => isWatched;

    public override string? Folder => Path.GetDirectoryName(_path);

    public override Task<FoundBundle> LookAsync(string? known, CancellationToken cancellationToken) =>
        Task.FromResult(BundleFile.Open(_path));
}
