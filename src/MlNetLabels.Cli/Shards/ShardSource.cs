using MlNetLabels.Cli.Stores;
using MlNetLabels.Data;

namespace MlNetLabels.Cli.Shards;

/// <summary>The folder, the archives or the list that a run's images come from, and by what a change of the list shows.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Bytes">The list's length; null for a folder, and for archives.</param>
/// <param name="Modified">When it was last written; null for a folder.</param>
/// <param name="Sha256">Of its bytes; null for a folder, whose files are those that were there when the run began.</param>
internal sealed record ShardSource(string Path, long? Bytes, DateTime? Modified, string? Sha256)
{
    public static ShardSource Of(string path)
    {
        string full = Full(path);
        // Of stores and archives as of folders: what they held when the run began counts, and terabytes are not hashed.
        if (StoreAddress.Is(path) || FilePattern.Is(path) || Directory.Exists(full) || IsPacked(full))
            return new(full, null, null, null);
        var file = new FileInfo(full);
        // Before the hash: what is written meanwhile shows as a change.
        var (bytes, modified) = (file.Exists ? file.Length : 0, file.LastWriteTimeUtc);
        return new(full, bytes, modified, InputFile.HashOf(full));
    }

    /// <summary>What is not as it was, in words; null where nothing is.</summary>
    /// <remarks>
    /// A thousand tasks do not read a long list each: only where length or time differ does its hash decide.
    /// </remarks>
    public string? DifferenceTo(string path)
    {
        string full = Full(path);
        if (full != Path)
            return $"images {Path}, this task {full}";
        if (Sha256 is null)
            return null;
        var file = new FileInfo(full);
        if (file.Exists && file.Length == Bytes && file.LastWriteTimeUtc == Modified)
            return null;
        string hash = InputFile.HashOf(full);
        return hash == Sha256 ? null : $"a list of SHA-256 {Sha256}, and now it is {hash}";
    }

    private static string Full(string path) => StoreAddress.Is(path) ? path : System.IO.Path.GetFullPath(path);

    private static bool IsPacked(string path) => !ParquetList.Is(path) && PackedSet.Find(path) is not null;
}
