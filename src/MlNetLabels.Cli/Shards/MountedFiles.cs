using MlNetLabels.Datasets;

namespace MlNetLabels.Cli.Shards;

/// <summary>The tar, zip and Parquet files that the rows of a group lie in, open as long as rows lie in them.</summary>
internal sealed class MountedFiles : IDisposable
{
    private readonly Dictionary<string, PackedImages> _open = new(StringComparer.Ordinal);

    /// <summary>Opens the files that paths lead into, and closes those that none does.</summary>
    /// <returns>Why a path leads nowhere, by path; for those that the files themselves stand for.</returns>
    public IReadOnlyDictionary<string, string> Mount(IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        var problems = new Dictionary<string, string>(StringComparer.Ordinal);
        var used = new HashSet<string>(StringComparer.Ordinal);
        (string File, PackedImages Packed)? last = null;
        foreach (string path in paths)
        {
            if (last is not { } same || !IsWithin(path, same.File))
            {
                if (FileOf(path) is not { } file)
                    continue;
                if (!_open.TryGetValue(file, out var opened))
                    _open.Add(file, opened = PackedImages.Open(file, cancellationToken));
                last = (file, opened);
                used.Add(file);
            }
            var (own, packed) = last.Value;
            if (path == own)
                problems[path] = packed.Damage ?? "it was damaged when the run began and is not now: begin another run";
            else if (!packed.IsReadable)
                problems[path] = packed.Damage!;
        }
        foreach (string file in _open.Keys.Except(used).ToList())
            if (_open.Remove(file, out var packed))
                packed.Dispose();
        return problems;
    }

    public void Dispose()
    {
        foreach (var packed in _open.Values)
            packed.Dispose();
    }

    private static bool IsWithin(string path, string file) =>
        path.StartsWith(file, StringComparison.Ordinal)
        && (path.Length == file.Length || path[file.Length] == Path.DirectorySeparatorChar);

    // The file on the disk that a path leads to or through; null where there is none.
    private static string? FileOf(string path)
    {
        for (string? at = path; at is not null; at = Path.GetDirectoryName(at))
            if (File.Exists(at))
                return at;
        return null;
    }
}
