using Microsoft.ML.Data;

namespace MlNetLabels.MLNet.Embedding;

/// <summary>
/// ML.NET's pixels as R, G, B over white. They are premultiplied with alpha, so what shows of the white beneath them is
/// 255 - alpha.
/// </summary>
internal static class Rgb
{
    public static byte[] From(MLImage image) =>
        image.PixelFormat switch
        {
            MLPixelFormat.Bgra32 => OverWhite(image.Pixels, red: 2, green: 1, blue: 0, alpha: 3),
            MLPixelFormat.Rgba32 => OverWhite(image.Pixels, red: 0, green: 1, blue: 2, alpha: 3),
            // Grey files come with one byte a pixel, and ML.NET turns them into colours here.
            _ => Swapped(image.GetBGRPixels),
        };

    public static byte[] FromArgb(ReadOnlySpan<byte> pixels) => OverWhite(pixels, red: 1, green: 2, blue: 3, alpha: 0);

    private static byte[] OverWhite(ReadOnlySpan<byte> pixels, int red, int green, int blue, int alpha)
    {
        var rgb = new byte[pixels.Length / 4 * 3];
        for (int i = 0, p = 0; i < rgb.Length; i += 3, p += 4)
        {
            int white = 255 - pixels[p + alpha];
            rgb[i] = (byte)Math.Min(255, pixels[p + red] + white);
            rgb[i + 1] = (byte)Math.Min(255, pixels[p + green] + white);
            rgb[i + 2] = (byte)Math.Min(255, pixels[p + blue] + white);
        }
        return rgb;
    }

    private static byte[] Swapped(byte[] bgr)
    {
        for (int i = 0; i < bgr.Length; i += 3)
            (bgr[i], bgr[i + 2]) = (bgr[i + 2], bgr[i]);
        return bgr;
    }
}
