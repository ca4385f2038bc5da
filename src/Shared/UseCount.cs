namespace MlNetLabels.Shared;

/// <summary>
/// Counts who uses something that is to be freed once: closing it turns new users away and waits for nobody, and the
/// last user frees it. Thread-safe.
/// </summary>
/// <param name="free">Called once, by whoever leaves last.</param>
internal sealed class UseCount(Action free)
{
    // The owner counts as one user until it closes.
    private int _users = 1;
    private int _closed;

    /// <summary>Starts a use, which disposing the result ends.</summary>
    /// <param name="name">What a message calls it.</param>
    /// <exception cref="ObjectDisposedException">It was closed.</exception>
    public Use Enter(string name)
    {
        int users = Volatile.Read(ref _users);
        while (users > 0 && Volatile.Read(ref _closed) == 0)
        {
            int seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
                return new Use(this);
            users = seen;
        }
        throw new ObjectDisposedException(name);
    }

    /// <summary>Lets nobody new in; a second call does nothing.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
            Leave();
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
            free();
    }

    /// <summary>One use.</summary>
    public readonly struct Use(UseCount owner) : IDisposable
    {
        public void Dispose() => owner.Leave();
    }
}
