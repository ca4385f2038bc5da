namespace MlNetLabels.Images.Libvips;

/// <summary>Images made from our own pixels, and what images say of themselves.</summary>
internal static class VipsImages
{
    private const int EightBit = 0;

    /// <summary>A block of metadata, while the image lives; empty where there is none of that name.</summary>
    public static unsafe ReadOnlySpan<byte> Metadata(GObjectHandle image, string name) =>
        NativeMethods.FieldType(image, name) != 0
        && NativeMethods.GetBlob(image, name, out void* data, out nuint length) == 0
            ? new(data, (int)length)
            : [];

    /// <summary>A matrix, row by row.</summary>
    public static unsafe GObjectHandle FromNumbers(ReadOnlySpan<double> numbers, int width, int height)
    {
        const int Double = 8;
        fixed (double* data = numbers)
        {
            var matrix = NativeMethods.ImageFromMemory(
                data,
                (nuint)numbers.Length * sizeof(double),
                width,
                height,
                1,
                Double
            );
            return matrix.IsInvalid ? throw new VipsException("image_new_from_memory_copy") : matrix;
        }
    }

    /// <summary>A copy of interleaved 8-bit pixels; 1 band is grey, 3 are sRGB.</summary>
    public static unsafe GObjectHandle FromBytes(ReadOnlySpan<byte> pixels, int width, int height, int bands)
    {
        fixed (byte* data = pixels)
        {
            using var raw = NativeMethods.ImageFromMemory(data, (nuint)pixels.Length, width, height, bands, EightBit);
            if (raw.IsInvalid)
                throw new VipsException("image_new_from_memory_copy");
            using var copy = new VipsOperation("copy");
            copy.Set("in", raw);
            copy.Set("interpretation", bands < 3 ? "b-w" : "srgb");
            return copy.Run();
        }
    }
}
