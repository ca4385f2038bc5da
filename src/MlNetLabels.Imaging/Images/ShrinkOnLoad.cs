namespace MlNetLabels.Images;

/// <summary>How much smaller a decoder is asked to make an image that is resized afterwards.</summary>
internal static class ShrinkOnLoad
{
    private const int Most = 8;

    /// <summary>
    /// The largest power of two that leaves at least twice the wanted pixels a side: shrunk to less, the block averages
    /// of a JPEG decoder show (lowest cosine against full decoding 0.973 instead of 0.997).
    /// </summary>
    public static int Of(int width, int height, ImageLayout stored)
    {
        int shrink = Most;
        while (shrink > 1 && (width / shrink < 2 * stored.ScaledWidth || height / shrink < 2 * stored.ScaledHeight))
            shrink /= 2;
        return shrink;
    }
}
