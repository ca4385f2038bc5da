using System.Runtime.InteropServices;
using MlNetLabels.Images.Libvips;

namespace MlNetLabels.Images;

/// <summary>
/// Samples of 16 bits that use only the lowest 12 or fewer, as microscopes and depth cameras write them: read over the
/// full range they are next to black, and no file says which range was meant.
/// </summary>
internal static class DeepSamples
{
    private const int SixteenBits = 2,
        MostRows = 32,
        MostBytes = 1 << 20;
    private const ushort Least = 1 << 12;

    /// <summary>Whether an image has such samples at all.</summary>
    public static bool Has(GObjectHandle image) => NativeMethods.Format(image) == SixteenBits;

    /// <summary>Reads rows until one sample is larger.</summary>
    /// <param name="image">Opened for this alone: it is read from the top.</param>
    /// <param name="clock">Checked after each few rows.</param>
    /// <exception cref="ImageException">None is, and not all are zero.</exception>
    public static void Check(GObjectHandle image, DecodeClock clock)
    {
        int width = NativeMethods.Width(image),
            height = NativeMethods.Height(image),
            bands = NativeMethods.Bands(image),
            colours = bands - (NativeMethods.HasAlpha(image) != 0 ? 1 : 0),
            rows = Math.Clamp(MostBytes / (2 * width * bands), 1, MostRows);
        using var region = NativeMethods.RegionNew(image);
        if (region.IsInvalid)
            throw new VipsException("region_new");
        ushort largest = 0;
        for (int top = 0; top < height && largest < Least; top += rows)
        {
            largest = Math.Max(largest, Largest(region, top, width, Math.Min(rows, height - top), bands, colours));
            clock.Check();
        }
        if (largest is > 0 and < Least)
            throw new ImageException(
                FormattableString.Invariant(
                    $"16-bit samples of which none is above {largest} of 65535, as of 10 or 12 bits that were not scaled, "
                ) + "next to black as they stand: save it with 8 bits, or scaled to 16"
            );
    }

    private static unsafe ushort Largest(GObjectHandle region, int top, int width, int rows, int bands, int colours)
    {
        byte* bytes = NativeMethods.RegionFetch(region, 0, top, width, rows, out nuint length);
        if (bytes is null)
            throw new VipsException("region_fetch");
        try
        {
            var samples = MemoryMarshal.Cast<byte, ushort>(new ReadOnlySpan<byte>(bytes, checked((int)length)));
            ushort largest = 0;
            for (int pixel = 0; pixel + bands <= samples.Length; pixel += bands)
            for (int c = 0; c < colours; c++)
                largest = Math.Max(largest, samples[pixel + c]);
            return largest;
        }
        finally
        {
            NativeMethods.Free(bytes);
        }
    }
}
