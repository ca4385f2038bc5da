using MlNetLabels.Images.Libvips;

namespace MlNetLabels.Images;

/// <summary>
/// From whatever a file holds to 8-bit grey or sRGB without alpha. An RGB profile is not applied, as in the backbones'
/// training; CMYK goes through its profile.
/// </summary>
internal static class Colours
{
    private const int EightBit = 0;
    private const int Grey = 1,
        Rgb = 17,
        Srgb = 22;

    /// <summary>
    /// Replaces the image by one of 1 or 3 bands of bytes. Alpha goes before any resizing: invisible colours must not
    /// bleed.
    /// </summary>
    public static void ToEightBitOverWhite(ref GObjectHandle image)
    {
        if (!(NativeMethods.Format(image) == EightBit && NativeMethods.Interpretation(image) is Grey or Rgb or Srgb))
        {
            using var convert = new VipsOperation("colourspace");
            convert.Set("in", image);
            convert.Set("space", "srgb");
            Replace(ref image, convert.Run());
        }
        if (NativeMethods.HasAlpha(image) != 0)
        {
            using var flatten = new VipsOperation("flatten");
            flatten.Set("in", image);
            flatten.Set("background", "255");
            Replace(ref image, flatten.Run());
        }
        int bands = NativeMethods.Bands(image);
        if (NativeMethods.Format(image) != EightBit || bands is not (1 or 3))
            throw new ImageException(FormattableString.Invariant($"{bands} colour channels of an unknown kind"));
    }

    /// <summary>Swaps in the next step of a pipeline, which holds its own reference to the last.</summary>
    public static void Replace(ref GObjectHandle image, GObjectHandle next)
    {
        image.Dispose();
        image = next;
    }
}
