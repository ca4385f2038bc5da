using MlNetLabels.Images.Libvips;

namespace MlNetLabels.Images;

/// <summary>Pixels that somebody else decoded, resized as an image file's are.</summary>
internal static class DecodedPixels
{
    /// <summary>Writes the tensor of R, G, B bytes, row by row from the top.</summary>
    /// <exception cref="ImageException">They are none, or above a limit.</exception>
    public static void Load(
        ReadOnlySpan<byte> rgb,
        int width,
        int height,
        Preprocessing preprocessing,
        ImageOptions options,
        Span<float> tensor,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        if (width < 1 || height < 1)
            throw new ImageException("an image without a pixel");
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length, 3L * width * height, nameof(rgb));
        ImageSizes.Check(width, height, options);
        VipsLibrary.EnsureReady();
        using var memory = DecodeBudgets.For(options).Decoding.Enter(rgb.Length, cancellationToken);
        using var image = VipsImages.FromBytes(rgb, width, height, bands: 3);
        var target = new TensorTarget(preprocessing, tensor);
        var layout = target.Layout(width, height);
        target.Begin(layout, default);
        Resampler.Run(image, layout, ref target, new DecodeClock(timeout, cancellationToken));
    }
}
