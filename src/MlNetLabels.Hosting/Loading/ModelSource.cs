namespace MlNetLabels.Hosting.Loading;

/// <summary>Where a bundle comes from, and how a newer one is noticed.</summary>
internal abstract class ModelSource
{
    /// <summary>The file, folder or address, for people.</summary>
    public abstract string Where { get; }

    /// <summary>Whether a newer bundle takes the model's place.</summary>
    public virtual bool IsWatched => true;

    /// <summary>Whether a bundle may be seen half written, and so must stay as it is for a while.</summary>
    public virtual bool Settles => true;

    /// <summary>How often it is looked at; null for as often as files are.</summary>
    public virtual TimeSpan? Period => null;

    /// <summary>The folder in which something happens when the bundle changes; null where no folder tells.</summary>
    public virtual string? Folder => null;

    /// <summary>What is there now.</summary>
    /// <param name="known">The stamp of the bundle that is in place; where it is still the same, its content may be missing.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="InvalidInputException">Nothing is there, or it cannot be reached.</exception>
    public abstract Task<FoundBundle> LookAsync(string? known, CancellationToken cancellationToken);

    /// <summary>The source that options name.</summary>
    public static ModelSource Of(ModelOptions options, MlNetLabelsOptions limits) =>
        options switch
        {
            { Path: { } path } => new FileSource(path, options.WatchForChanges),
            { Registry: { } folder } => new RegistrySource(folder, options.Alias),
            { Uri: { } uri } => new UriSource(uri, options.Period, limits.MaxModelBytes),
            _ => throw new ArgumentException("The model has no source.", nameof(options)),
        };
}

/// <summary>A bundle that was found.</summary>
/// <param name="stamp">Equal for equal content, without reading all of it.</param>
/// <param name="content">The content, from its start; null where it is the known one.</param>
internal sealed class FoundBundle(string stamp, Stream? content) : IDisposable
{
    public string Stamp { get; } = stamp;

    public Stream Content => content ?? throw new InvalidOperationException("It is the known bundle.");

    public void Dispose() => content?.Dispose();
}
