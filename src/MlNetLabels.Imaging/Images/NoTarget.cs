using System.Runtime.Intrinsics;

namespace MlNetLabels.Images;

/// <summary>Takes no pixels: to see whether an image decodes to its end.</summary>
internal readonly struct NoTarget : IPixelTarget
{
    public ImageLayout Layout(int width, int height) => new(1, 1, 0, 0, 1, 1);

    public void Begin(ImageLayout upright, Orientation orientation) { }

    public void Write(int x, int y, Vector128<float> colour) { }

    public void WriteRow(int y, ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue) { }
}
