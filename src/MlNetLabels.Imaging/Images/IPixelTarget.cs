using System.Runtime.Intrinsics;

namespace MlNetLabels.Images;

/// <summary>
/// Where resized pixels go. A struct, so that <see cref="Write"/> is inlined into the resampling loop.
/// </summary>
internal interface IPixelTarget
{
    /// <summary>Which size and cut is wanted of an upright image of this size.</summary>
    ImageLayout Layout(int width, int height);

    /// <summary>
    /// Called once before the first pixel, with the layout just given and how the stored pixels are to be turned.
    /// </summary>
    void Begin(ImageLayout upright, Orientation orientation);

    /// <summary>
    /// One pixel at its place among the stored pixels that are kept; lanes 0 to 2 are R, G, B in 0..255, the last is
    /// undefined.
    /// </summary>
    void Write(int x, int y, Vector128<float> colour);

    /// <summary>A whole row of them, R, G and B apart.</summary>
    void WriteRow(int y, ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue);
}
