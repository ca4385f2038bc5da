namespace MlNetLabels.Cli.Stores;

/// <summary>The stores that a task asks, each opened once.</summary>
/// <param name="tries">How often and how long each is asked.</param>
internal sealed class ObjectStores(StoreTries tries) : IDisposable
{
    private readonly Dictionary<string, IObjectStore> _open = new(StringComparer.Ordinal);

    /// <summary>The keys below an address, in order, page by page.</summary>
    /// <exception cref="InvalidInputException">They cannot be listed.</exception>
    public IEnumerable<string> List(StoreAddress address, CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            string? from = next;
            IReadOnlyList<string> keys;
            try
            {
                (keys, next) = tries.Ask(
                    token => StoreOf(address).ListAsync(address.Key, from, token),
                    cancellationToken
                );
            }
            catch (StoreException error)
            {
                throw new InvalidInputException(
                    $"{address.Root}/{address.Key}",
                    null,
                    $"it cannot be listed: {error.Message}.",
                    error
                );
            }
            foreach (string key in keys)
                yield return key;
        } while (next is not null);
    }

    /// <summary>An object's bytes.</summary>
    /// <exception cref="IOException">They cannot be had; the message says why.</exception>
    /// <exception cref="StoreOutageException">Nothing can be had of this store for now.</exception>
    public byte[] Read(StoreAddress address)
    {
        try
        {
            return tries.Ask(token => StoreOf(address).ReadAsync(address.Key, token), CancellationToken.None);
        }
        catch (StoreException error) when (error.IsOfStore && !Answers(address))
        {
            throw new StoreOutageException($"{address.Of(address.Key)}: {error.Message}", error);
        }
    }

    public void Dispose()
    {
        foreach (var store in _open.Values)
            store.Dispose();
    }

    // Whether it lists what begins like that object.
    private bool Answers(StoreAddress address)
    {
        try
        {
            (tries with { Most = 1 }).Ask(
                token => StoreOf(address).ListAsync(address.Key, null, token),
                CancellationToken.None
            );
            return true;
        }
        catch (StoreException)
        {
            return false;
        }
    }

    private IObjectStore StoreOf(StoreAddress address)
    {
        lock (_open)
        {
            if (!_open.TryGetValue(address.Root, out var store))
                _open.Add(
                    address.Root,
                    store = address.Service is null
                        ? new S3Store(address.Container, tries.Timeout)
                        : new AzureStore(address, tries.Timeout)
                );
            return store;
        }
    }
}
