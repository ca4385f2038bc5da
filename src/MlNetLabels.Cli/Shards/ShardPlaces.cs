using MlNetLabels.Cli.Stores;
using MlNetLabels.Data;

namespace MlNetLabels.Cli.Shards;

/// <summary>Where the images of a group of rows are: files, in archives that are opened for it, or in a store.</summary>
/// <param name="run">The run.</param>
/// <param name="tries">How often and how long a store is asked; null for as usual.</param>
internal sealed class ShardPlaces(ShardRun run, StoreTries? tries = null) : IDisposable
{
    private readonly int _file = run.Columns.ToList().IndexOf("file");
    private readonly MountedFiles? _packed = run.IsPacked ? new(run) : null;
    private readonly ObjectStores _stores = new(tries ?? StoreTries.Usual);
    private StoredImages? _stored;

    /// <summary>The images of a group; those of the group before are no longer there.</summary>
    public IReadOnlyList<ShardImage> Find(string[][] rows, CancellationToken cancellationToken)
    {
        string[] names = [.. rows.Select(row => row[_file])];
        string[] paths = [.. names.Select(name => StoreAddress.Is(name) ? "" : PathOf(name))];
        var problems = _packed?.Mount(paths, cancellationToken);
        Store(names, paths);
        string? ProblemOf(int i) =>
            string.IsNullOrWhiteSpace(names[i]) ? "the cell 'file' of this row is empty"
            : paths[i].Length > 0 && names[i].Contains("://", StringComparison.Ordinal) && !StoreAddress.Is(names[i])
                ? "of addresses only those of S3 and Azure Blob storage are fetched"
            : problems?.GetValueOrDefault(paths[i]);
        return
        [
            .. rows.Select(
                (row, i) => new ShardImage(names[i], paths[i], [.. row.Where((_, k) => k != _file)], ProblemOf(i))
            ),
        ];
    }

    public void Dispose()
    {
        _stored?.Dispose();
        _stores.Dispose();
        _packed?.Dispose();
    }

    private string PathOf(string name) =>
        _packed is null ? ImageFiles.Listed(run.Folder, name).Path : Path.GetFullPath(Path.Combine(run.Folder, name));

    private void Store(string[] names, string[] paths)
    {
        _stored?.Dispose();
        _stored = null;
        int[] stored = [.. Enumerable.Range(0, names.Length).Where(i => paths[i].Length == 0 && names[i].Length > 0)];
        if (stored.Length == 0)
            return;
        _stored = StoredImages.Mount(_stores, [.. stored.Select(i => StoreAddress.Parse(names[i]))]);
        for (int k = 0; k < stored.Length; k++)
            paths[stored[k]] = _stored.PathOf(k);
    }
}
