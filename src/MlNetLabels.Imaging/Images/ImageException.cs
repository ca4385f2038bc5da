namespace MlNetLabels.Images;

/// <summary>
/// One image cannot be used; others can. Whoever reads many images lists it with its <see cref="Reason"/> and goes on.
/// </summary>
public sealed class ImageException : Exception
{
    /// <summary>A reason that stands alone, for bytes that have no name.</summary>
    public ImageException(string reason, Exception? inner = null)
        : base(reason, inner) => Reason = reason;

    /// <summary>A reason with the file that it holds for; the message starts with the file.</summary>
    public ImageException(string file, string reason, Exception? inner)
        : base($"{file}: {reason}", inner) => (File, Reason) = (file, reason);

    /// <summary>The file, where the image came from one.</summary>
    public string? File { get; }

    /// <summary>What is wrong, in a few words and without the file's name: "truncated JPEG".</summary>
    public string Reason { get; }
}
