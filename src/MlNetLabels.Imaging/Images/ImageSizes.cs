using System.Globalization;

namespace MlNetLabels.Images;

/// <summary>How large an image may be, whoever decodes it.</summary>
internal static class ImageSizes
{
    // A row of floats and a window of rows are held; this keeps both small for the thinnest of images.
    private const int MaxSide = 1_000_000;

    /// <exception cref="ImageException">It has more pixels than the options allow, or too long a side.</exception>
    public static void Check(int width, int height, ImageOptions options)
    {
        double millions = (double)width * height / 1e6;
        if ((long)width * height > options.MaxPixels)
            throw new ImageException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{width} x {height} = {millions:0.##} million pixels, above the limit of "
                        + $"{options.MaxPixels / 1e6:0.######} million; make it smaller (in code: ImageOptions.MaxPixels)"
                )
            );
        if (Math.Max(width, height) > MaxSide)
            throw new ImageException(
                FormattableString.Invariant($"{width} x {height}, above the limit of {MaxSide} pixels a side")
            );
    }
}
