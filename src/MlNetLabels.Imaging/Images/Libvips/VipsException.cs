namespace MlNetLabels.Images.Libvips;

/// <summary>
/// libvips reported a failure. Its text is not here: it lies in a buffer that all threads share (see
/// <see cref="VipsErrors"/>).
/// </summary>
internal sealed class VipsException(string operation) : Exception($"libvips: {operation} failed.")
{
    public string Operation { get; } = operation;
}
