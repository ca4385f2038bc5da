namespace MlNetLabels.Labelling.Web;

/// <summary>
/// Small pictures that were made lately, the least used of them forgotten; as many are made at once as there are processors.
/// </summary>
internal sealed class SmallPictures
{
    /// <summary>Most bytes held: some 8,000 of the usual size.</summary>
    public const long MostBytes = 64L << 20;

    private static readonly SemaphoreSlim s_turns = new(Environment.ProcessorCount);
    private readonly Lock _lock = new();
    private readonly Dictionary<int, LinkedListNode<(int Index, byte[] Bytes)>> _made = [];
    private readonly LinkedList<(int Index, byte[] Bytes)> _recent = [];
    private readonly long _most;

    public SmallPictures(long most = MostBytes) => _most = most;

    /// <summary>Bytes held now.</summary>
    public long Held { get; private set; }

    /// <summary>The picture of an image; whoever has scrolled on waits for nothing.</summary>
    public async Task<byte[]> GetAsync(int index, Func<byte[]> make, CancellationToken cancellationToken)
    {
        if (Find(index) is { } made)
            return made;
        await s_turns.WaitAsync(cancellationToken);
        try
        {
            if (Find(index) is { } meanwhile)
                return meanwhile;
            byte[] bytes = await Task.Run(make, cancellationToken);
            Keep(index, bytes);
            return bytes;
        }
        finally
        {
            s_turns.Release();
        }
    }

    private byte[]? Find(int index)
    {
        lock (_lock)
        {
            if (!_made.TryGetValue(index, out var node))
                return null;
            _recent.Remove(node);
            _recent.AddFirst(node);
            return node.Value.Bytes;
        }
    }

    private void Keep(int index, byte[] bytes)
    {
        lock (_lock)
        {
            if (_made.ContainsKey(index))
                return;
            _made[index] = _recent.AddFirst((index, bytes));
            Held += bytes.Length;
            while (Held > _most && _recent.Last is { } oldest)
            {
                _recent.RemoveLast();
                _made.Remove(oldest.Value.Index);
                Held -= oldest.Value.Bytes.Length;
            }
        }
    }
}
