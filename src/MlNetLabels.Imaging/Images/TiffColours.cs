using System.Globalization;
using MlNetLabels.Images.Libvips;

namespace MlNetLabels.Images;

/// <summary>
/// What the numbers of a TIFF's pixels mean. libvips takes three samples of 8 bits for R, G and B whatever they are:
/// YCbCr with a colour for each pixel is brought to RGB here, and what is neither is refused by its name.
/// </summary>
/// <remarks>TIFF 6.0, sections 8, 16 and 20 to 23; libvips converts YCbCr of fewer colours than pixels itself.</remarks>
internal static class TiffColours
{
    private const int BitsTag = 258,
        CompressionTag = 259,
        ColoursTag = 262,
        SamplesTag = 277,
        SubfileTag = 254,
        CoefficientsTag = 529,
        SubsamplingTag = 530,
        ReferenceTag = 532;
    private const long Inks = 5,
        YCbCr = 6,
        Lab = 8,
        OldJpeg = 6,
        Jpeg = 7;

    /// <exception cref="ImageException">They mean what is not read.</exception>
    public static void Check(TiffDirectory directory)
    {
        if ((directory[SubfileTag].First(0) & 1) == 1)
            throw new ImageException(
                "TIFF whose first picture is a preview, as of a camera's raw file: export it as TIFF, PNG or JPEG"
            );
        var colours = directory[ColoursTag];
        if (colours.Count > 0 && Unread(directory, colours.First(0)) is { } name)
            throw new ImageException($"TIFF of {name}, which is not read here: save it as RGB");
    }

    /// <summary>Whether libvips gives Y, Cb and Cr.</summary>
    public static bool AreYCbCr(TiffDirectory directory)
    {
        var sharing = directory[SubsamplingTag];
        return directory[ColoursTag].First(0) == YCbCr
            && directory[CompressionTag].First(1) is not (OldJpeg or Jpeg)
            && sharing.Count > 1
            && (sharing[0], sharing[1]) == (1, 1);
    }

    /// <summary>Replaces Y, Cb and Cr by R, G and B.</summary>
    public static void ToRgb(ref GObjectHandle image, TiffDirectory directory)
    {
        var (matrix, offsets) = Conversion(directory);
        using var weights = VipsImages.FromNumbers(matrix, 3, 3);
        using var weigh = new VipsOperation("recomb");
        weigh.Set("in", image);
        weigh.Set("m", weights);
        Colours.Replace(ref image, weigh.Run());
        using var move = new VipsOperation("linear");
        move.Set("in", image);
        move.Set("a", "1");
        // Casting cuts off.
        move.Set("b", string.Join(' ', offsets.Select(x => (x + 0.5).ToString("R", CultureInfo.InvariantCulture))));
        Colours.Replace(ref image, move.Run());
        using var cast = new VipsOperation("cast");
        cast.Set("in", image);
        cast.Set("format", "uchar");
        Colours.Replace(ref image, cast.Run());
        using var name = new VipsOperation("copy");
        name.Set("in", image);
        name.Set("interpretation", "srgb");
        Colours.Replace(ref image, name.Run());
    }

    private static string? Unread(TiffDirectory directory, long colours) =>
        colours switch
        {
            >= 0 and <= 3 => null,
            4 => "a transparency mask",
            Inks => directory[SamplesTag].First(1) < 4 ? "three inks" : null,
            YCbCr => directory[BitsTag].First(8) == 8 ? null : "YCbCr colours of other than 8 bits",
            Lab => directory[BitsTag].First(8) == 16 ? null : "CIE Lab colours of other than 16 bits",
            9 => "ICC Lab colours",
            10 => "ITU Lab colours",
            32_803 => "a camera's raw mosaic",
            32_844 or 32_845 => "LogLuv colours",
            34_892 => "a camera's raw samples",
            // Damage, and libvips' to tell.
            > 65_535 => null,
            _ => FormattableString.Invariant($"an unknown kind of colours ({colours})"),
        };

    // Section 21: full range codes, then R = Y + Cr (2 - 2 LumaRed), B alike, and G from Y = sum of luma times colour.
    private static (double[] Matrix, double[] Offsets) Conversion(TiffDirectory directory)
    {
        double[] luma = directory.Fractions(CoefficientsTag, [0.299, 0.587, 0.114]),
            reference = directory.Fractions(ReferenceTag, [0, 255, 128, 255, 128, 255]);
        double y = 255 / (reference[1] - reference[0]),
            cb = 127 / (reference[3] - reference[2]) * (2 - 2 * luma[2]),
            cr = 127 / (reference[5] - reference[4]) * (2 - 2 * luma[0]),
            blue = -luma[2] / luma[1] * cb,
            red = -luma[0] / luma[1] * cr;
        double green = (1 - luma[0] - luma[2]) / luma[1] * y;
        double[] matrix = [y, 0, cr, green, blue, red, y, cb, 0];
        if (!matrix.All(double.IsFinite))
            throw new ImageException("damaged TIFF: its YCbCr colours have no range");
        double[] black = [reference[0], reference[2], reference[4]];
        double[] offsets =
        [
            .. Enumerable.Range(0, 3).Select(i => -black.Select((b, k) => matrix[3 * i + k] * b).Sum()),
        ];
        return (matrix, offsets);
    }
}
