using System.Runtime.Intrinsics;
using MlNetLabels.Images;

namespace MlNetLabels.Onnx.Tests;

/// <summary>
/// An image's upright pixels as a caller of an exported graph would decode them: R, G, B in bytes, at full size.
/// </summary>
internal sealed class Pixels : IPixelTarget
{
    private byte[] _pixels = [];
    private int _width,
        _height,
        _origin,
        _stepX,
        _stepY;

    public static (byte[] Values, int Width, int Height) Of(string file)
    {
        var pixels = new Pixels();
        ImageDecoder.Decode(File.ReadAllBytes(file), ImageOptions.Default, pixels);
        return (pixels._pixels, pixels._width, pixels._height);
    }

    public ImageLayout Layout(int width, int height) => new(width, height, 0, 0, width, height);

    public void Begin(ImageLayout upright, Orientation orientation)
    {
        (_width, _height) = (upright.Width, upright.Height);
        _pixels = new byte[3 * _width * _height];
        (_origin, _stepX, _stepY) = orientation.Walk(_width, _height);
    }

    public void Write(int x, int y, Vector128<float> colour)
    {
        int at = 3 * (_origin + x * _stepX + y * _stepY);
        for (int band = 0; band < 3; band++)
            _pixels[at + band] = (byte)MathF.Round(colour.GetElement(band));
    }

    public void WriteRow(int y, ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue)
    {
        for (int x = 0; x < red.Length; x++)
            Write(x, y, Vector128.Create(red[x], green[x], blue[x], 0));
    }
}
