using System.Collections.Concurrent;
using System.Globalization;
using MlNetLabels.Data;

namespace MlNetLabels.Cli.Stores;

/// <summary>
/// Objects as files while a group of rows is answered: each is fetched when its turn comes, by whichever thread needs it,
/// and let go. Nothing is written to disk.
/// </summary>
internal sealed class StoredImages : PackedFiles
{
    private readonly ObjectStores _stores;
    private readonly IReadOnlyList<StoreAddress> _addresses;
    private readonly ConcurrentDictionary<int, byte[]> _fetched = new();

    private StoredImages(string root, ObjectStores stores, IReadOnlyList<StoreAddress> addresses)
        : base(root, [.. addresses.Select((_, i) => NameOf(i))]) => (_stores, _addresses) = (stores, addresses);

    /// <summary>Makes objects readable by paths, until it is disposed.</summary>
    public static StoredImages Mount(ObjectStores stores, IReadOnlyList<StoreAddress> addresses)
    {
        // A path that nothing lies at.
        string root = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"mlnetlabels-store-{Guid.NewGuid():N}");
        var images = new StoredImages(root, stores, addresses);
        images.Mount();
        return images;
    }

    /// <summary>The path of an object.</summary>
    public string PathOf(int index) => System.IO.Path.Combine(Path, NameOf(index));

    protected override long LengthOf(int index) => _fetched.GetOrAdd(index, Fetch).Length;

    protected override Stream OpenAt(int index) =>
        new MemoryStream(_fetched.TryRemove(index, out byte[]? bytes) ? bytes : Fetch(index), writable: false);

    protected override void Dispose(bool disposing) => _fetched.Clear();

    private byte[] Fetch(int index) => _stores.Read(_addresses[index]);

    private static string NameOf(int index) => index.ToString("D8", CultureInfo.InvariantCulture);
}
