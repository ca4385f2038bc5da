using MlNetLabels.Images;
using MlNetLabels.Images.Libvips;

namespace MlNetLabels.Testing.Imaging;

/// <summary>Small images made by libvips itself, so that a clone without shared/ tests the same paths.</summary>
internal static class TestImages
{
    public const int Side = 32;

    public static Preprocessing Squeeze { get; } =
        new()
        {
            Width = Side,
            Height = Side,
            Resize = ResizeMode.Squeeze,
            Mean = [0.5f, 0.4f, 0.3f],
            Std = [0.2f, 0.25f, 0.5f],
        };

    /// <summary>Output on the 0..1 scale, for tests that speak of pixels.</summary>
    public static Preprocessing Plain { get; } = Squeeze with { Mean = [0, 0, 0], Std = [1, 1, 1] };

    public static float[] Load(byte[] file, Preprocessing? preprocessing = null, ImageOptions? options = null)
    {
        var target = preprocessing ?? Plain;
        float[] tensor = new float[target.TensorLength];
        ImageLoader.Load(file, target, options ?? ImageOptions.Default, tensor);
        return tensor;
    }

    /// <summary>A smooth picture without any symmetry.</summary>
    public static byte[] Scene(int width, int height, int bands = 3)
    {
        byte[] pixels = new byte[width * height * bands];
        for (int y = 0, i = 0; y < height; y++)
        for (int x = 0; x < width; x++)
        for (int b = 0; b < bands; b++)
            pixels[i++] = (byte)(
                128 + 60 * Math.Sin(3.0 * x / width + b) + 60 * Math.Cos(2.0 * y / height + 0.5 * b) * x / width
            );
        return pixels;
    }

    public static byte[] Constant(int width, int height, params byte[] colour) =>
        [.. Enumerable.Range(0, width * height).SelectMany(_ => colour)];

    /// <summary>
    /// Encodes 8-bit pixels; <paramref name="space"/> converts them first, arguments go to the saver.
    /// </summary>
    public static byte[] Encode(
        byte[] pixels,
        int width,
        int height,
        string saver,
        string? space = null,
        params (string Name, string Value)[] arguments
    )
    {
        VipsLibrary.EnsureReady();
        var image = VipsImages.FromBytes(pixels, width, height, pixels.Length / width / height);
        try
        {
            if (space is not null)
            {
                using var convert = new VipsOperation("colourspace");
                convert.Set("in", image);
                convert.Set("space", space);
                Colours.Replace(ref image, convert.Run());
            }
            using var save = new VipsOperation(saver);
            save.Set("in", image);
            foreach (var (name, value) in arguments)
                save.Set(name, value);
            return save.RunToBytes();
        }
        finally
        {
            image.Dispose();
        }
    }

    public static byte[] Png(byte[] pixels, int width, int height) => Encode(pixels, width, height, "pngsave_buffer");

    public static byte[] Jpeg(byte[] pixels, int width, int height) =>
        Encode(pixels, width, height, "jpegsave_buffer", null, ("Q", "100"), ("subsample-mode", "off"));

    /// <summary>Puts an EXIF block that holds only an orientation in front of a JPEG's other segments.</summary>
    public static byte[] WithOrientation(byte[] jpeg, byte orientation) =>
        [
            0xFF,
            0xD8,
            0xFF,
            0xE1,
            0,
            34,
            .. "Exif\0\0MM\0*"u8,
            0,
            0,
            0,
            8,
            0,
            1,
            0x01,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            orientation,
            0,
            0,
            0,
            0,
            0,
            0,
            .. jpeg[2..],
        ];

    /// <summary>Puts an XMP block that states an orientation in front of a JPEG's other segments.</summary>
    public static byte[] WithXmpOrientation(byte[] jpeg, string statement)
    {
        byte[] body =
        [
            .. "http://ns.adobe.com/xap/1.0/\0"u8,
            .. System.Text.Encoding.UTF8.GetBytes($"<x:xmpmeta><rdf:Description {statement}</x:xmpmeta>"),
        ];
        int length = body.Length + 2;
        return [0xFF, 0xD8, 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. body, .. jpeg[2..]];
    }

    /// <summary>
    /// The stored pixels that EXIF's <paramref name="orientation"/> turns into the given upright ones, by the
    /// standard's own words.
    /// </summary>
    public static (byte[] Pixels, int Width, int Height) Store(byte[] upright, int width, int height, int orientation)
    {
        var (storedWidth, storedHeight) = orientation >= 5 ? (height, width) : (width, height);
        byte[] stored = new byte[upright.Length];
        for (int row = 0; row < storedHeight; row++)
        for (int column = 0; column < storedWidth; column++)
        {
            int x = orientation switch
            {
                1 or 4 => column,
                2 or 3 => width - 1 - column,
                5 or 8 => row,
                _ => width - 1 - row,
            };
            int y = orientation switch
            {
                1 or 2 => row,
                3 or 4 => height - 1 - row,
                5 or 6 => column,
                _ => height - 1 - column,
            };
            upright.AsSpan((y * width + x) * 3, 3).CopyTo(stored.AsSpan((row * storedWidth + column) * 3));
        }
        return (stored, storedWidth, storedHeight);
    }

    public static float MostDifferent(float[] a, float[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max();
}
