using MlNetLabels.Datasets;

namespace MlNetLabels.Cli.Shards;

/// <summary>The tar, zip and Parquet files that the rows of a group lie in, open as long as rows lie in them.</summary>
/// <param name="run">The run.</param>
internal sealed class MountedFiles(ShardRun run) : IDisposable
{
    private readonly Dictionary<string, PackedFile> _files = (run.Files ?? []).ToDictionary(
        file => Path.GetFullPath(Path.Combine(run.Folder, file.Name)),
        StringComparer.Ordinal
    );

    private readonly Dictionary<string, PackedImages> _open = new(StringComparer.Ordinal);

    /// <summary>Opens the files that paths lead into, and closes those that none does.</summary>
    /// <returns>Why a path leads nowhere, by path; for those that the files themselves stand for.</returns>
    /// <exception cref="IOException">A file is not there, perhaps not on this machine.</exception>
    /// <exception cref="InvalidInputException">Another file lies in the place of one.</exception>
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
                    _open.Add(file, opened = Open(file, cancellationToken));
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

    private PackedImages Open(string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
            throw new IOException(
                $"{file}: it was there when the run began, and is not now. Bring it back, or mount its disk, and run the same "
                    + "call again."
            );
        return _files[file].DifferenceTo(file) is { } difference
            ? throw new InvalidInputException(
                file,
                null,
                $"it is not the file that the run began with: {difference}. Put that back, or begin in another folder."
            )
            : PackedImages.Open(file, cancellationToken);
    }

    private static bool IsWithin(string path, string file) =>
        path.StartsWith(file, StringComparison.Ordinal)
        && (path.Length == file.Length || path[file.Length] == Path.DirectorySeparatorChar);

    // The file that a path leads to or through; null where there is none.
    private string? FileOf(string path)
    {
        for (string? at = path; at is not null; at = Path.GetDirectoryName(at))
            if (_files.ContainsKey(at))
                return at;
        return null;
    }
}
