namespace MlNetLabels.Cli.Stores;

/// <summary>
/// A bucket or container. Thread-safe. One try each: whatever it throws is told by <see cref="StoreTries"/> whether another
/// may help.
/// </summary>
internal interface IObjectStore : IDisposable
{
    /// <summary>Reads a page of keys in order.</summary>
    /// <param name="prefix">What they begin with.</param>
    /// <param name="next">Where the last page ended; null for the first.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The keys, and where the next page begins; null behind the last.</returns>
    Task<(IReadOnlyList<string> Keys, string? Next)> ListAsync(
        string prefix,
        string? next,
        CancellationToken cancellationToken
    );

    /// <summary>Reads an object whole.</summary>
    Task<byte[]> ReadAsync(string key, CancellationToken cancellationToken);
}
