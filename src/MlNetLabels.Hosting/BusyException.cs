namespace MlNetLabels.Hosting;

/// <summary>
/// There is more work than the service takes; the same call may succeed a little later. <see cref="Exception.Message"/>
/// says which limit it was.
/// </summary>
public sealed class BusyException : Exception
{
    /// <summary>Says which limit it was, and when it is worth trying again.</summary>
    public BusyException(string message, TimeSpan retryAfter)
        : base(message) => RetryAfter = retryAfter;

    /// <summary>When it is worth trying again.</summary>
    public TimeSpan RetryAfter { get; }
}
