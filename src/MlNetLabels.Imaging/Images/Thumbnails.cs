using MlNetLabels.Images.Libvips;

namespace MlNetLabels.Images;

/// <summary>
/// Small WebP pictures for reports: upright, over white, without metadata. Thread-safe.
/// </summary>
internal static class Thumbnails
{
    /// <summary>The media type of what <c>Create</c> gives.</summary>
    public const string MediaType = "image/webp";

    private const int Quality = 75;

    /// <summary>
    /// A picture of a file with no side above <paramref name="maxSide"/> pixels; small images are not enlarged.
    /// </summary>
    /// <exception cref="ImageException">The file is no usable image, as in <see cref="ImageLoader"/>.</exception>
    public static byte[] Create(string path, int maxSide, ImageOptions options)
    {
        CheckArguments(maxSide, options);
        using var file = ImageBytes.Read(path, options);
        try
        {
            return Encode(file.Span, maxSide, options);
        }
        catch (ImageException e)
        {
            throw new ImageException(path, e.Reason, e);
        }
    }

    /// <summary>The same from a file's bytes.</summary>
    /// <exception cref="ImageException">The bytes are no usable image, as in <see cref="ImageLoader"/>.</exception>
    public static byte[] Create(ReadOnlySpan<byte> data, int maxSide, ImageOptions options)
    {
        CheckArguments(maxSide, options);
        return Encode(data, maxSide, options);
    }

    private static byte[] Encode(ReadOnlySpan<byte> data, int maxSide, ImageOptions options)
    {
        var target = new ThumbnailTarget(maxSide);
        ImageDecoder.Decode(data, options, target);
        // Ordinary JPEGs are decoded without it.
        VipsLibrary.EnsureReady();
        using var image = VipsImages.FromBytes(target.Pixels, target.Width, target.Height, bands: 3);
        using var save = new VipsOperation("webpsave_buffer");
        save.Set("in", image);
        save.Set("Q", Quality);
        save.Set("keep", "none");
        return save.RunToBytes();
    }

    private static void CheckArguments(int maxSide, ImageOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxSide);
        ArgumentNullException.ThrowIfNull(options);
    }
}
