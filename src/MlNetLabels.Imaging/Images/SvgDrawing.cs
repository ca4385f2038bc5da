using System.Text;
using MlNetLabels.Images.Libvips;

namespace MlNetLabels.Images;

/// <summary>
/// Renders SVG drawings to PNG. Only for drawings whose maker is trusted: neither the time nor the memory that one
/// takes is bounded. Safe to call from many threads.
/// </summary>
public static class SvgDrawing
{
    // Made once and read often: packed fast rather than small.
    private const int PngCompression = 3;

    /// <summary>
    /// Renders a drawing over white, so that its longer side gets <paramref name="side"/> pixels; parsed once where it
    /// already declares that size, else twice.
    /// </summary>
    /// <param name="svg">
    /// The drawing, with width and height in pixels on its root element. References to files or addresses are not
    /// followed.
    /// </param>
    /// <param name="side">Pixels of the longer side.</param>
    /// <returns>A PNG file's bytes, the same ones for the same drawing.</returns>
    /// <exception cref="ImageException">The text is no drawing that can be rendered.</exception>
    public static byte[] Render(string svg, int side)
    {
        ArgumentException.ThrowIfNullOrEmpty(svg);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(side);
        VipsLibrary.UnblockSvg();
        byte[] png = [];
        VipsErrors.Run("SVG", Encoding.UTF8.GetBytes(svg), data => png = Render(data, side));
        return png;
    }

    private static unsafe byte[] Render(byte[] svg, int side)
    {
        fixed (byte* _ = svg)
        {
            var image = Load(svg, 1);
            int drawn = Math.Max(NativeMethods.Width(image), NativeMethods.Height(image));
            if (drawn != side)
                Colours.Replace(ref image, Load(svg, (double)side / drawn));
            try
            {
                Colours.ToEightBitOverWhite(ref image);
                using var save = new VipsOperation("pngsave_buffer");
                save.Set("in", image);
                save.Set("compression", PngCompression);
                save.Set("keep", "none");
                return save.RunToBytes();
            }
            finally
            {
                image.Dispose();
            }
        }
    }

    private static GObjectHandle Load(ReadOnlySpan<byte> svg, double scale)
    {
        using var load = new VipsOperation(ImageFormat.Svg.Loader);
        load.Set("buffer", svg);
        load.Set("scale", scale);
        return load.Run();
    }
}
