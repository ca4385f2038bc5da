namespace MlNetLabels.Caching;

/// <summary>What a cache holds. Immutable and thread-safe.</summary>
/// <param name="Path">The file.</param>
/// <param name="Bytes">Bytes on disk, the write-ahead log included.</param>
/// <param name="Embeddings">Number of embeddings.</param>
/// <param name="Groups">The embeddings by what made them, those used last first.</param>
public sealed record CacheContents(string Path, long Bytes, long Embeddings, IReadOnlyList<CacheGroup> Groups);

/// <summary>Embeddings of one making. Immutable and thread-safe.</summary>
/// <param name="Backbone">The backbone's name.</param>
/// <param name="About">
/// Backbone, preprocessing, decoder and runtime in full; another making differs in at least one.
/// </param>
/// <param name="Embeddings">Number of embeddings.</param>
/// <param name="Bytes">Bytes of them and their seals.</param>
/// <param name="FirstUsed">When the one unused for longest was used, to the hour.</param>
/// <param name="LastUsed">When the one used last was used, to the hour.</param>
public sealed record CacheGroup(
    string Backbone,
    string About,
    long Embeddings,
    long Bytes,
    DateTimeOffset FirstUsed,
    DateTimeOffset LastUsed
);

/// <summary>What a check found. Immutable and thread-safe.</summary>
/// <param name="Path">The file.</param>
/// <param name="Embeddings">Number of embeddings read.</param>
/// <param name="Damaged">
/// Embeddings whose seal is broken: they are never used, and replaced when their image comes again.
/// </param>
/// <param name="Problems">What SQLite says of the file.</param>
public sealed record CacheCheck(string Path, long Embeddings, long Damaged, IReadOnlyList<string> Problems)
{
    /// <summary>Whether all is well.</summary>
    public bool IsSound => Damaged == 0 && Problems.Count == 0;
}
