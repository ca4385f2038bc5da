using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace MlNetLabels.Hosting.Watching;

/// <summary>
/// Which folders say that something happened in them. All is forwarded, whatever its name: a link's target changes beside
/// it. A folder that cannot be watched says nothing; files are looked at from time to time besides.
/// </summary>
internal sealed class FolderSignals(ILogger log) : IDisposable
{
    private readonly Dictionary<string, FileSystemWatcher?> _watched = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = [];
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <summary>Waits until something happens.</summary>
    public Task NextAsync(CancellationToken cancellationToken) =>
        _signal.Reader.WaitToReadAsync(cancellationToken).AsTask();

    /// <summary>Folders in which something happened since the last call.</summary>
    public HashSet<string> Take()
    {
        while (_signal.Reader.TryRead(out _)) { }
        lock (_told)
        {
            HashSet<string> told = [.. _told];
            _told.Clear();
            return told;
        }
    }

    /// <summary>Watches these folders and no others.</summary>
    public void Watch(HashSet<string> folders)
    {
        foreach (string folder in _watched.Keys.Except(folders).ToArray())
        {
            _watched.Remove(folder, out var old);
            old?.Dispose();
        }
        foreach (string folder in folders.Where(folder => !_watched.ContainsKey(folder)))
            _watched.Add(folder, Start(folder));
    }

    public void Dispose()
    {
        foreach (var watcher in _watched.Values)
            watcher?.Dispose();
    }

    private FileSystemWatcher? Start(string folder)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(folder);
            watcher.Changed += (_, _) => Tell(folder);
            watcher.Created += (_, _) => Tell(folder);
            watcher.Deleted += (_, _) => Tell(folder);
            watcher.Renamed += (_, _) => Tell(folder);
            // Events were lost, or the folder went away.
            watcher.Error += (_, _) => Tell(folder);
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        // Systems bound the number of watchers, and a folder may not be there.
        catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException)
        {
            watcher?.Dispose();
            log.NotTold(folder, error.Message);
            return null;
        }
    }

    private void Tell(string folder)
    {
        lock (_told)
            _told.Add(folder);
        _signal.Writer.TryWrite(true);
    }
}
