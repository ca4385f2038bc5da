using MlNetLabels.Vision.Images.Libvips;

namespace MlNetLabels.Vision.Images;

/// <summary>
/// From whatever a file holds to 8-bit grey or sRGB without alpha. An RGB profile is not applied, as in the backbones' training;
/// CMYK goes through its profile.
/// </summary>
internal static class Colours
{
    private const int EightBit = 0;
    private const int Grey = 1, Rgb = 17, Srgb = 22;

    /// <summary>Alpha over white, before resizing, so that the colour of invisible pixels does not bleed into the others.</summary>
    public static void FlattenOverWhite(ref GObjectHandle image)
    {
        if (NativeMethods.HasAlpha(image) == 0) return;
        ToEightBit(ref image);
        if (NativeMethods.HasAlpha(image) == 0) return;
        using var flatten = new VipsOperation("flatten");
        flatten.Set("in", image);
        flatten.Set("background", "255");
        ImageDecoder.Replace(ref image, flatten.Run());
    }

    /// <summary>Converts where needed and makes sure that 1 or 3 bands of bytes are left (plus alpha where the image still has one).</summary>
    public static void ToEightBit(ref GObjectHandle image)
    {
        if (!(NativeMethods.Format(image) == EightBit && NativeMethods.Interpretation(image) is Grey or Rgb or Srgb))
        {
            using var convert = new VipsOperation("colourspace");
            convert.Set("in", image);
            convert.Set("space", "srgb");
            ImageDecoder.Replace(ref image, convert.Run());
        }
        int colours = NativeMethods.Bands(image) - NativeMethods.HasAlpha(image);
        if (NativeMethods.Format(image) != EightBit || colours is not (1 or 3))
            throw new ImageException(FormattableString.Invariant($"{colours} colour channels of an unknown kind"));
    }
}
