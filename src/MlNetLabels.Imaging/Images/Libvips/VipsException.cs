namespace MlNetLabels.Images.Libvips;

/// <summary>
/// libvips reported a failure. Its text lies in a buffer that all threads share, and is here only where it was read alone
/// (see <see cref="VipsErrors"/>).
/// </summary>
internal sealed class VipsException(string operation, string told = "")
    : Exception($"libvips: {operation} failed{(told.Length == 0 ? "" : ": ")}{told}.")
{
    public string Operation { get; } = operation;

    /// <summary>Its text, for programmers; empty where it is not known.</summary>
    public string Told { get; } = told;
}
