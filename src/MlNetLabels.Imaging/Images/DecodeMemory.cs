using MlNetLabels.Images.Libvips;

namespace MlNetLabels.Images;

/// <summary>
/// What decoding holds at once, told from the header before a pixel is decoded. Most formats are read row by row; the
/// factors of the others were measured on images of 24 to 100 million pixels, AVIF's on three channels of 8 bits and
/// taken in proportion.
/// </summary>
internal static class DecodeMemory
{
    // Rows that libvips keeps of an image that it reads row by row, for each of its steps together.
    private const int RowsKept = 160;

    // Bytes a pixel; of a JPEG a coefficient, of an AVIF a byte of its pixels (AV1's planes and its reference frames).
    private const int CoefficientBytes = 2,
        WebPBytes = 8,
        GifBytes = 5,
        AvifBytes = 5,
        SvgBytes = 16;

    /// <summary>
    /// Bytes for an image whose header was read at full size, opened <paramref name="shrink"/> times smaller and
    /// resized to <paramref name="stored"/>.
    /// </summary>
    public static long Of(
        ImageFormat format,
        ReadOnlySpan<byte> data,
        GObjectHandle image,
        int shrink,
        ImageLayout stored
    )
    {
        long width = NativeMethods.Width(image),
            height = NativeMethods.Height(image),
            pixels = width * height;
        int bands = NativeMethods.Bands(image),
            pixelBytes = bands * (int)NativeMethods.ElementSize(NativeMethods.Format(image));
        long whole = 0;
        if (format == ImageFormat.Jpeg && IsInterlaced(image))
            whole = CoefficientBytes * bands * pixels;
        if (format == ImageFormat.Png && IsInterlaced(image))
            whole = pixelBytes * pixels;
        if (format == ImageFormat.WebP)
            whole = WebPBytes * pixels / ((long)shrink * shrink);
        if (format == ImageFormat.Gif)
            whole = GifBytes * pixels;
        if (format == ImageFormat.Avif)
            whole = AvifBytes * pixelBytes * pixels;
        if (format == ImageFormat.Svg)
            whole = SvgBytes * pixels;
        if (format == ImageFormat.Tiff)
            whole = TiffHeader.Read(new TiffDirectory(data)).BytesAtOnce(width, height, pixelBytes);
        return whole + RowsKept * width / shrink * pixelBytes + Window(width / shrink, height / shrink, stored);
    }

    /// <summary>What decoding holds beside the file, if that is not too much.</summary>
    /// <exception cref="ImageException">It is.</exception>
    public static long Check(long bytes, int fileBytes, ImageOptions options)
    {
        if (bytes + fileBytes <= options.MaxMemory)
            return bytes;
        throw new ImageException(
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"needs {(bytes + fileBytes) >> 20} MiB of memory to decode, above the limit of "
                    + $"{options.MaxMemory >> 20} MiB (ImageOptions.MaxMemory): save it smaller, or as a JPEG or PNG "
                    + $"that is not progressive"
            )
        );
    }

    // The source rows of one resized row, as bytes of up to three bands.
    private static long Window(long width, long height, ImageLayout stored) =>
        3 * width * Math.Min(height, 2 + 2 * height / stored.ScaledHeight);

    private static bool IsInterlaced(GObjectHandle image) => NativeMethods.FieldType(image, "interlaced") != 0;
}
