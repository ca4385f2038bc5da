namespace MlNetLabels.Cli.Stores;

/// <summary>
/// A store answers nothing for now. No <see cref="IOException"/>, which would be the failure of one image: the task ends, and
/// may be called again.
/// </summary>
internal sealed class StoreOutageException(string message, Exception inner) : Exception(message, inner);
