using MlNetLabels.Images.Libvips;

namespace MlNetLabels.Images.Plain;

/// <summary>
/// Formats so simple that a few lines of checked code read them whole, and no native decoder has to: BMP, PNM, QOI and
/// what an ICO holds of the first.
/// </summary>
internal static class PlainImages
{
    // Ours and libvips' copy of it.
    private const int BytesAPixel = 2 * 3;

    /// <summary>Whether a format is read here.</summary>
    public static bool Reads(ImageFormat format) =>
        format == ImageFormat.Bmp || format == ImageFormat.Pnm || format == ImageFormat.Qoi;

    /// <exception cref="ImageException">It is damaged, of a kind that is not read, or above a limit.</exception>
    public static void Decode<TTarget>(
        ReadOnlySpan<byte> data,
        ImageFormat format,
        ImageOptions options,
        ref TTarget target,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
        where TTarget : IPixelTarget, allows ref struct
    {
        var bmp = format == ImageFormat.Bmp ? BmpHeader.OfFile(data) : default;
        var pnm = format == ImageFormat.Pnm ? PnmHeader.Read(data) : default;
        var (width, height) =
            format == ImageFormat.Bmp ? (bmp.Width, bmp.Height)
            : format == ImageFormat.Pnm ? (pnm.Width, pnm.Height)
            : QoiReader.Size(data);
        byte[] Read(ReadOnlySpan<byte> file, DecodeClock clock) =>
            format == ImageFormat.Bmp ? BmpReader.Read(file, bmp, clock)
            : format == ImageFormat.Pnm ? PnmReader.Read(file, pnm, clock)
            : QoiReader.Read(file, clock);
        Decode(data, width, height, Read, options, ref target, timeout, cancellationToken);
    }

    /// <summary>The same of a BMP inside an ICO.</summary>
    public static void DecodeIcon<TTarget>(
        ReadOnlySpan<byte> picture,
        ImageOptions options,
        ref TTarget target,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
        where TTarget : IPixelTarget, allows ref struct
    {
        var header = BmpHeader.OfIcon(picture);
        Decode(
            picture,
            header.Width,
            header.Height,
            (bytes, clock) => BmpReader.Read(bytes, header, clock),
            options,
            ref target,
            timeout,
            cancellationToken
        );
    }

    private delegate byte[] Reader(ReadOnlySpan<byte> data, DecodeClock clock);

    private static void Decode<TTarget>(
        ReadOnlySpan<byte> data,
        int width,
        int height,
        Reader read,
        ImageOptions options,
        ref TTarget target,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
        where TTarget : IPixelTarget, allows ref struct
    {
        cancellationToken.ThrowIfCancellationRequested();
        var clock = new DecodeClock(timeout, cancellationToken);
        ImageSizes.Check(width, height, options);
        long needed = DecodeMemory.Check((long)BytesAPixel * width * height, data.Length, options);
        clock.Stop();
        using var memory = DecodeBudgets.For(options).Decoding.Enter(needed, cancellationToken);
        clock.Start();
        byte[] rgb = read(data, clock);
        VipsLibrary.EnsureReady();
        using var image = VipsImages.FromBytes(rgb, width, height, bands: 3);
        var layout = target.Layout(width, height);
        target.Begin(layout, default);
        Resampler.Run(image, layout, ref target, clock);
    }

    /// <summary>A colour over white.</summary>
    public static byte OverWhite(int level, int alpha) => (byte)((level * alpha + 255 * (255 - alpha) + 127) / 255);
}
