namespace MlNetLabels.Backbones;

/// <summary>The picture of <see cref="BackboneProbe"/>.</summary>
internal static class ProbePicture
{
    /// <summary>R, G, B bytes, row by row from the top.</summary>
    public static byte[] Draw(int width, int height)
    {
        var pixels = new byte[3 * width * height];
        for (int y = 0, i = 0; y < height; y++)
        for (int x = 0; x < width; x++)
        {
            pixels[i++] = (byte)Wave(3 * x + 2 * y);
            pixels[i++] = (byte)(Wave(x + 5 * y) / 2);
            pixels[i++] = (byte)(128 + Wave(4 * x + y) / 2);
        }
        return pixels;
    }

    private static int Wave(int n) => Math.Abs(n % 510 - 255);
}
