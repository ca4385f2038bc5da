using MlNetLabels.Cli.Shards;
using MlNetLabels.Data;

namespace MlNetLabels.Cli.Stores;

/// <summary>The images below an address in a store as rows, page by page; by their names alone, none is fetched.</summary>
internal static class StoreList
{
    public static ShardListReader Open(
        string images,
        Action<string>? note,
        CancellationToken cancellationToken,
        StoreTries? tries = null
    )
    {
        var address = StoreAddress.Parse(images);
        return new(["file"], address.Root, Rows());

        IEnumerable<string[]> Rows()
        {
            using var stores = new ObjectStores(tries ?? StoreTries.Usual);
            var others = new LeftOutFiles();
            foreach (string key in stores.List(address, cancellationToken))
                if (ImageFiles.Extensions.Contains(Path.GetExtension(key).ToLowerInvariant()))
                    yield return [address.Of(key)];
                // What ends like a folder stands for one.
                else if (!key.EndsWith('/'))
                    others.Add(key);
            if (others.Count > 0)
                note?.Invoke($"{images}: {others}");
        }
    }
}
