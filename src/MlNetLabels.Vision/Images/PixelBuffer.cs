using System.Buffers;
using MlNetLabels.Vision.Images.Libvips;

namespace MlNetLabels.Vision.Images;

/// <summary>Decoded 8-bit pixels, interleaved, in rented memory: 1 band (grey) or 3 (R, G, B), as stored, not yet turned upright.</summary>
internal sealed class PixelBuffer(int width, int height, int bands, Orientation orientation) : IDisposable
{
    private byte[]? _rented = ArrayPool<byte>.Shared.Rent(checked(width * height * bands));

    public int Width { get; } = width;

    public int Height { get; } = height;

    public int Bands { get; } = bands;

    public Orientation Orientation { get; } = orientation;

    public int UprightWidth => Orientation.SwapsSides ? Height : Width;

    public int UprightHeight => Orientation.SwapsSides ? Width : Height;

    public Span<byte> Pixels =>
        (_rented ?? throw new ObjectDisposedException(nameof(PixelBuffer))).AsSpan(0, Width * Height * Bands);

    /// <summary>A copy as a libvips image, turned upright.</summary>
    public GObjectHandle ToUprightImage()
    {
        var (origin, stepX, stepY) = Orientation.Walk(UprightWidth, UprightHeight);
        byte[] upright = ArrayPool<byte>.Shared.Rent(Pixels.Length);
        try
        {
            int source = 0;
            for (int y = 0; y < Height; y++)
                for (int x = 0; x < Width; x++, source += Bands)
                    Pixels.Slice(source, Bands).CopyTo(upright.AsSpan((origin + x * stepX + y * stepY) * Bands));
            return VipsImages.FromBytes(upright.AsSpan(0, Pixels.Length), UprightWidth, UprightHeight, Bands);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(upright);
        }
    }

    public void Dispose()
    {
        if (_rented is byte[] rented) ArrayPool<byte>.Shared.Return(rented);
        _rented = null;
    }
}
