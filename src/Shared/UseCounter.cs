namespace MlNetLabels;

/// <summary>
/// Counts who uses something that has to be freed: the owner closes it, and the last one who still uses it frees it.
/// </summary>
/// <param name="free">Called once, by whoever leaves last.</param>
internal sealed class UseCounter(Action free)
{
    private const int Owner = 1;

    private int _uses = Owner;
    private int _isClosed;

    /// <summary>Begins a use, which <see cref="Leave"/> has to end.</summary>
    /// <returns>False where it was closed.</returns>
    public bool TryEnter()
    {
        int uses = Volatile.Read(ref _uses);
        while (uses > 0 && Volatile.Read(ref _isClosed) == 0)
        {
            int found = Interlocked.CompareExchange(ref _uses, uses + 1, uses);
            if (found == uses)
                return true;
            uses = found;
        }
        return false;
    }

    /// <summary>Begins a use.</summary>
    /// <exception cref="ObjectDisposedException">It was closed.</exception>
    public void Enter(object owner) => ObjectDisposedException.ThrowIf(!TryEnter(), owner);

    /// <summary>Ends a use.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _uses) == 0)
            free();
    }

    /// <summary>Lets nobody in any more. Only the first call counts.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
            Leave();
    }
}
