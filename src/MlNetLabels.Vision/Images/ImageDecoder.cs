using MlNetLabels.Vision.Images.Libvips;

namespace MlNetLabels.Vision.Images;

/// <summary>
/// From a file's bytes to a small 8-bit grey or sRGB image: header, size check, shrink-on-load, alpha over white, resize, colour.
/// One libvips pipeline an image, run on the calling thread, so that parallel callers are the only parallelism.
/// </summary>
internal static class ImageDecoder
{
    // The source rows behind a strip are decoded together; few rows keep a tall image's memory small.
    private const int StripRows = 32;

    // Triangle filter, as the reference resizers use; it is also the cheapest that does not alias.
    private const string Kernel = "linear";

    public static PixelBuffer Decode(ReadOnlySpan<byte> data, ImageOptions options, Func<int, int, ImageLayout> layout)
    {
        if (data.Length > options.MaxBytes)
            throw new ImageException(FormattableString.Invariant($"{data.Length} bytes, above the limit of {options.MaxBytes}"));
        var format = ImageFormat.Detect(data);
        VipsLibrary.EnsureReady();
        if (format == ImageFormat.Svg)
        {
            if (!options.AllowSvg) throw new ImageException("SVG drawings are not read unless ImageOptions.AllowSvg asks for it");
            VipsLibrary.UnblockSvg();
        }
        return VipsErrors.Run(format.Name, data, bytes => Decode(bytes, format, options, layout));
    }

    private static unsafe PixelBuffer Decode(ReadOnlySpan<byte> data, ImageFormat format, ImageOptions options, Func<int, int, ImageLayout> layout)
    {
        // Every native object is released before this method returns, so the bytes outlive all that points at them.
        fixed (byte* bytes = data)
        {
            var image = Open(bytes, data.Length, format, 1, sequential: true);
            try
            {
                int width = NativeMethods.Width(image), height = NativeMethods.Height(image);
                CheckSize(width, height, options);
                var orientation = new Orientation(NativeMethods.Orientation(image));
                var upright = orientation.SwapsSides ? layout(height, width) : layout(width, height);
                var stored = upright.AsStored(orientation);

                int shrink = ShrinkOnLoad(data, format, width, height, stored);
                bool enlarges = stored.ScaledWidth > width || stored.ScaledHeight > height;
                if (shrink > 1 || enlarges) Replace(ref image, Open(bytes, data.Length, format, shrink, sequential: !enlarges));

                Colours.FlattenOverWhite(ref image);
                Resize(ref image, stored.ScaledWidth, stored.ScaledHeight);
                Colours.ToEightBit(ref image);
                return Fetch(image, stored, orientation);
            }
            finally
            {
                image.Dispose();
            }
        }
    }

    private static unsafe GObjectHandle Open(byte* bytes, int length, ImageFormat format, int shrink, bool sequential)
    {
        using var load = new VipsOperation(format.Loader);
        load.Set("buffer", new ReadOnlySpan<byte>(bytes, length));
        load.Set("fail-on", "error");
        if (sequential) load.Set("access", "sequential");
        if (shrink > 1 && format == ImageFormat.Jpeg) load.Set("shrink", shrink);
        if (shrink > 1 && format == ImageFormat.WebP) load.Set("scale", 1.0 / shrink);
        return load.Run();
    }

    private static void CheckSize(int width, int height, ImageOptions options)
    {
        if ((long)width * height <= options.MaxPixels) return;
        throw new ImageException(FormattableString.Invariant(
            $"{width} x {height} = {(double)width * height / 1e6:0.#} million pixels, above the limit of {options.MaxPixels / 1e6:0.######} million"));
    }

    // The largest power of two that leaves at least the wanted pixels. Lossless WebP is decoded in full either way and
    // then keeps the exact pixels that the same image has as PNG.
    private static int ShrinkOnLoad(ReadOnlySpan<byte> data, ImageFormat format, int width, int height, ImageLayout stored)
    {
        bool shrinks = format == ImageFormat.Jpeg || (format == ImageFormat.WebP && data.Length > 15 && data[12..16].SequenceEqual("VP8 "u8));
        int shrink = 1;
        while (shrinks && shrink < 8 && width / (2 * shrink) >= stored.ScaledWidth && height / (2 * shrink) >= stored.ScaledHeight) shrink *= 2;
        return shrink;
    }

    private static void Resize(ref GObjectHandle image, int width, int height)
    {
        int fromWidth = NativeMethods.Width(image), fromHeight = NativeMethods.Height(image);
        if (fromWidth == width && fromHeight == height) return;
        using var resize = new VipsOperation("resize");
        resize.Set("in", image);
        resize.Set("scale", (double)width / fromWidth);
        resize.Set("vscale", (double)height / fromHeight);
        resize.Set("kernel", Kernel);
        Replace(ref image, resize.Run());
    }

    private static unsafe PixelBuffer Fetch(GObjectHandle image, ImageLayout stored, Orientation orientation)
    {
        var pixels = new PixelBuffer(stored.Width, stored.Height, NativeMethods.Bands(image), orientation);
        try
        {
            using var region = NativeMethods.RegionNew(image);
            int rowLength = stored.Width * pixels.Bands;
            for (int y = 0; y < stored.Height; y += StripRows)
            {
                int rows = Math.Min(StripRows, stored.Height - y);
                Fetch(region, stored.Left, stored.Top + y, stored.Width, rows, pixels.Pixels.Slice(y * rowLength, rows * rowLength));
            }
            // Rows below a crop are decoded too: an image must not pass because its damage was cut away.
            if (stored.Top + stored.Height < stored.ScaledHeight)
                Fetch(region, 0, stored.ScaledHeight - 1, 1, 1, stackalloc byte[pixels.Bands]);
            return pixels;
        }
        catch
        {
            pixels.Dispose();
            throw;
        }
    }

    private static unsafe void Fetch(GObjectHandle region, int left, int top, int width, int height, Span<byte> target)
    {
        byte* strip = NativeMethods.RegionFetch(region, left, top, width, height, out nuint length);
        if (strip is null) throw new VipsException("region_fetch");
        try
        {
            new ReadOnlySpan<byte>(strip, checked((int)length)).CopyTo(target);
        }
        finally
        {
            NativeMethods.Free(strip);
        }
    }

    internal static void Replace(ref GObjectHandle image, GObjectHandle next)
    {
        image.Dispose();
        image = next;
    }
}
