using MlNetLabels.Backbones;
using MlNetLabels.Embedding;
using MlNetLabels.Models;

namespace MlNetLabels.Hosting.Loading;

/// <summary>
/// The networks in use, each loaded once however many models stand on it, and closed with the last of them. Thread-safe.
/// </summary>
internal sealed class SharedBackbones(BackboneOptions places, EmbeddingOptions embedding)
{
    private readonly Dictionary<string, Entry> _entries = [];

    /// <summary>Networks that are loaded.</summary>
    public int Count
    {
        get
        {
            lock (_entries)
                return _entries.Count;
        }
    }

    /// <summary>The network of a model, until the lease is given back.</summary>
    /// <exception cref="InvalidInputException">It is not here, or another of that name is.</exception>
    public Lease Acquire(BackboneReference reference)
    {
        string key = reference.Sha256 ?? "";
        Entry? entry;
        lock (_entries)
        {
            if (!_entries.TryGetValue(key, out entry))
                _entries.Add(key, entry = new Entry());
            entry.Uses++;
        }
        try
        {
            lock (entry)
                entry.Embedder ??= new ImageEmbedder(entry.Backbone ??= Backbone.Load(reference, places), embedding);
            return new Lease(entry.Embedder, () => Release(key, entry));
        }
        catch
        {
            Release(key, entry);
            throw;
        }
    }

    private void Release(string key, Entry entry)
    {
        lock (_entries)
            if (--entry.Uses > 0)
                return;
            else
                _entries.Remove(key);
        entry.Backbone?.Dispose();
    }

    /// <summary>A network in use.</summary>
    public sealed class Lease(ImageEmbedder embedder, Action release) : IDisposable
    {
        private int _released;

        public ImageEmbedder Embedder => embedder;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _released, 1) == 0)
                release();
        }
    }

    private sealed class Entry
    {
        public int Uses;
        public Backbone? Backbone;
        public ImageEmbedder? Embedder;
    }
}
