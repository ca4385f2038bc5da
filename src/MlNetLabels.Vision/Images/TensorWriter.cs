namespace MlNetLabels.Vision.Images;

/// <summary>Turns interleaved bytes into upright, normalised colour planes: (pixel / 255 - mean) / std.</summary>
internal static class TensorWriter
{
    private const int Levels = 256;

    public static void Write(PixelBuffer image, Preprocessing preprocessing, Span<float> tensor)
    {
        int plane = preprocessing.Width * preprocessing.Height;
        var walk = image.Orientation.Walk(preprocessing.Width, preprocessing.Height);
        Span<float> levels = stackalloc float[Levels];
        for (int channel = 0; channel < 3; channel++)
        {
            // A byte has 256 values, so the formula is worked out once a channel and looked up, exact and fast alike.
            for (int level = 0; level < Levels; level++)
                levels[level] = (level / 255f - preprocessing.Mean[channel]) / preprocessing.Std[channel];
            int band = image.Bands == 1 ? 0 : channel;
            WritePlane(image, band, levels, walk, tensor.Slice(channel * plane, plane));
        }
    }

    private static void WritePlane(
        PixelBuffer image, int band, ReadOnlySpan<float> levels, (int Origin, int StepX, int StepY) walk, Span<float> plane)
    {
        ReadOnlySpan<byte> pixels = image.Pixels;
        int source = band, bands = image.Bands, width = image.Width;
        for (int y = 0; y < image.Height; y++)
        {
            int target = walk.Origin + y * walk.StepY;
            for (int x = 0; x < width; x++, source += bands, target += walk.StepX) plane[target] = levels[pixels[source]];
        }
    }
}
