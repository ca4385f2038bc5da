namespace MlNetLabels.Images;

/// <summary>
/// Reads an image and writes the tensor that a backbone wants: NCHW float32, (pixel / 255 - mean) / std, R, G, B. Reads
/// JPEG, PNG, WebP, GIF (first frame), TIFF, AVIF and, where <see cref="ImageOptions.AllowSvg"/> asks for it, SVG;
/// turns EXIF upright, lays alpha over white, brings CMYK, grey, palette and 16 bits to 8-bit sRGB.
/// </summary>
/// <remarks>
/// Thread-safe; a call keeps one thread busy. The first image that is no ordinary JPEG sets libvips up for all of the
/// process, as is also seen by a host that uses libvips itself: one thread per operation, no cache of operations, only
/// the loaders named above, and none that libvips calls untrusted.
/// </remarks>
public static class ImageLoader
{
    /// <summary>
    /// To be raised whenever the same bytes become other values: embeddings remembered from before are then made again.
    /// </summary>
    internal const int Version = 4;

    /// <summary>The media type of what <see cref="CreateThumbnail(string, int, ImageOptions)"/> gives.</summary>
    public const string ThumbnailMediaType = Thumbnails.MediaType;

    /// <summary>
    /// Reads a file into <paramref name="tensor"/>, whose length is <see cref="Preprocessing.TensorLength"/>.
    /// </summary>
    /// <exception cref="ImageException">
    /// The file cannot be read, is damaged, no image, or above a limit of <paramref name="options"/>.
    /// </exception>
    public static void Load(
        string path,
        Preprocessing preprocessing,
        ImageOptions options,
        Span<float> tensor,
        CancellationToken cancellationToken = default
    )
    {
        CheckArguments(preprocessing, options, tensor);
        using var file = ImageBytes.Read(path, options, cancellationToken);
        try
        {
            ImageDecoder.Decode(file.Span, options, new TensorTarget(preprocessing, tensor), cancellationToken);
        }
        catch (ImageException e)
        {
            throw new ImageException(path, e.Reason, e);
        }
    }

    /// <summary>Reads the rest of a stream into <paramref name="tensor"/>.</summary>
    /// <exception cref="ImageException">As for a file.</exception>
    public static void Load(
        Stream stream,
        Preprocessing preprocessing,
        ImageOptions options,
        Span<float> tensor,
        CancellationToken cancellationToken = default
    )
    {
        CheckArguments(preprocessing, options, tensor);
        using var content = ImageBytes.Read(stream, options, cancellationToken);
        ImageDecoder.Decode(content.Span, options, new TensorTarget(preprocessing, tensor), cancellationToken);
    }

    /// <summary>Reads a file's bytes into <paramref name="tensor"/>.</summary>
    /// <exception cref="ImageException">As for a file.</exception>
    public static void Load(
        ReadOnlySpan<byte> data,
        Preprocessing preprocessing,
        ImageOptions options,
        Span<float> tensor,
        CancellationToken cancellationToken = default
    ) => Load(data, preprocessing, options, tensor, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>The same within a time, which does not run while the image waits for memory that others hold.</summary>
    internal static void Load(
        ReadOnlySpan<byte> data,
        Preprocessing preprocessing,
        ImageOptions options,
        Span<float> tensor,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        CheckArguments(preprocessing, options, tensor);
        ImageDecoder.Decode(data, options, new TensorTarget(preprocessing, tensor), timeout, cancellationToken);
    }

    /// <summary>The bytes of an image file, undecoded, with its size checked before and while it is read.</summary>
    /// <exception cref="ImageException">
    /// It is missing, unreadable, empty, no regular file, or above <see cref="ImageOptions.MaxBytes"/>.
    /// </exception>
    public static byte[] ReadFile(string path, ImageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var file = ImageBytes.Read(path, options);
        return file.Span.ToArray();
    }

    /// <summary>
    /// A small WebP picture of a file, upright, over white and without metadata, with no side above
    /// <paramref name="maxSide"/> pixels; small images are not enlarged.
    /// </summary>
    /// <exception cref="ImageException">As for a tensor.</exception>
    public static byte[] CreateThumbnail(string path, int maxSide, ImageOptions options) =>
        Thumbnails.Create(path, maxSide, options);

    /// <summary>The same from a file's bytes.</summary>
    /// <exception cref="ImageException">As for a tensor.</exception>
    public static byte[] CreateThumbnail(ReadOnlySpan<byte> data, int maxSide, ImageOptions options) =>
        Thumbnails.Create(data, maxSide, options);

    private static void CheckArguments(Preprocessing preprocessing, ImageOptions options, Span<float> tensor)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNotEqual(tensor.Length, preprocessing.TensorLength);
    }
}
