namespace MlNetLabels.Cli.Stores;

/// <summary>A store did not give what it was asked for.</summary>
/// <param name="message">Why, as part of a sentence.</param>
/// <param name="isOfStore">Whether other requests may fail alike: it is away, busy, or lets nobody in.</param>
/// <param name="inner">What its client said.</param>
internal sealed class StoreException(string message, bool isOfStore, Exception inner) : IOException(message, inner)
{
    public bool IsOfStore => isOfStore;
}
