using System.Runtime.Intrinsics;

namespace MlNetLabels.Images;

/// <summary>Collects upright R, G, B bytes of the whole image, no side above a limit.</summary>
internal sealed class ThumbnailTarget(int maxSide) : IPixelTarget
{
    private int _origin,
        _stepX,
        _stepY;

    public int Width { get; private set; }

    public int Height { get; private set; }

    public byte[] Pixels { get; private set; } = [];

    public ImageLayout Layout(int width, int height) => ImageLayout.Within(maxSide, width, height);

    public void Begin(ImageLayout upright, Orientation orientation)
    {
        (Width, Height) = (upright.Width, upright.Height);
        (_origin, _stepX, _stepY) = orientation.Walk(Width, Height);
        Pixels = new byte[Width * Height * 3];
    }

    public void Write(int x, int y, Vector128<float> colour)
    {
        int index = (_origin + x * _stepX + y * _stepY) * 3;
        for (int c = 0; c < 3; c++)
            Pixels[index + c] = (byte)Math.Clamp(colour[c] + 0.5f, 0, 255);
    }

    public void WriteRow(int y, ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue)
    {
        for (int x = 0; x < red.Length; x++)
            Write(x, y, Vector128.Create(red[x], green[x], blue[x], 0));
    }
}
