namespace MlNetLabels.Backbones.Direct;

/// <summary>
/// A feature map, pixel after pixel, the channels of one side by side and filled up with zeros to whole vectors. Rows may
/// have pixels of zeros on either side, so that who convolves them need not look where they end.
/// </summary>
internal sealed class DirectMap(int height, int width, int channels, int pad)
{
    public const int Lanes = 16;

    public int Height => height;

    public int Width => width;

    public int Channels => channels;

    /// <summary>Pixels of zeros on either side of a row.</summary>
    public int Pad => pad;

    public int Pixels => height * width;

    /// <summary>Floats from one pixel to the next.</summary>
    public int Stride => (channels + Lanes - 1) / Lanes * Lanes;

    /// <summary>Floats from one row to the next.</summary>
    public int RowStride => (width + 2 * pad) * Stride;

    public int Length => height * RowStride;

    /// <summary>Where it lies in the network's memory.</summary>
    public int Offset { get; set; }

    /// <summary>Floats from the map's start to a pixel, counted without those of zeros.</summary>
    public int At(int pixel) => pixel / width * RowStride + (pixel % width + pad) * Stride;

    /// <summary>Writes the zeros, where another map may have been.</summary>
    public unsafe void ClearSides(float* memory)
    {
        int side = pad * Stride;
        if (side == 0)
            return;
        for (int y = 0; y < height; y++)
        {
            float* row = memory + Offset + y * RowStride;
            new Span<float>(row, side).Clear();
            new Span<float>(row + RowStride - side, side).Clear();
        }
    }
}
