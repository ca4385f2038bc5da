using System.Buffers;
using MlNetLabels.Images.Libvips;

namespace MlNetLabels.Images;

/// <summary>
/// The source rows that one output row needs, decoded from top to bottom on the calling thread, each once. Memory is
/// bounded by the window, whatever the image's height.
/// </summary>
internal sealed class RowWindow : IDisposable
{
    // Few rows keep memory small, many keep the calls into libvips rare; beyond 32 nothing was gained.
    private const int MostRowsAtOnce = 32,
        MostBytesAtOnce = 1 << 20;

    private readonly GObjectHandle _region;
    private readonly int _width,
        _height,
        _slack,
        _rowsAtOnce;
    private readonly DecodeClock _clock;
    private byte[]? _rented;
    private int _first,
        _end;

    /// <param name="image">8-bit pixels, opened for sequential reading.</param>
    /// <param name="mostRows">The most rows that <see cref="Rows"/> is asked for.</param>
    /// <param name="slack">Readable bytes after the last row.</param>
    /// <param name="clock">Checked whenever rows have been decoded.</param>
    public RowWindow(GObjectHandle image, int mostRows, int slack, DecodeClock clock)
    {
        _clock = clock;
        (_width, _height, _slack) = (NativeMethods.Width(image), NativeMethods.Height(image), slack);
        RowLength = _width * NativeMethods.Bands(image);
        _rowsAtOnce = Math.Clamp(MostBytesAtOnce / RowLength, 1, MostRowsAtOnce);
        _rented = ArrayPool<byte>.Shared.Rent(checked(Math.Min(_height, mostRows + _rowsAtOnce) * RowLength + slack));
        _region = NativeMethods.RegionNew(image);
        if (_region.IsInvalid)
            throw new VipsException("region_new");
    }

    /// <summary>Bytes from one row to the next.</summary>
    public int RowLength { get; }

    /// <summary>
    /// Rows [<paramref name="first"/>, first + <paramref name="count"/>) and the slack; first never falls from call to
    /// call.
    /// </summary>
    public ReadOnlySpan<byte> Rows(int first, int count)
    {
        Span<byte> buffer = _rented ?? throw new ObjectDisposedException(nameof(RowWindow));
        if (first + count > _end)
        {
            int kept = Math.Max(0, _end - first),
                start = Math.Max(_end, first);
            buffer.Slice((_end - kept - _first) * RowLength, kept * RowLength).CopyTo(buffer);
            int until = Math.Min(_height, Math.Max(first + count, start + _rowsAtOnce));
            Fetch(start, until - start, buffer.Slice(kept * RowLength));
            _first = start - kept;
            _end = until;
        }
        return buffer.Slice((first - _first) * RowLength, count * RowLength + _slack);
    }

    /// <summary>Decodes what is left, so that damage below the last row asked for is noticed.</summary>
    public void ReadToEnd()
    {
        if (_end < _height)
            Fetch(0, _height - 1, 1, 1, stackalloc byte[RowLength / _width]);
        _end = _height;
    }

    public void Dispose()
    {
        _region.Dispose();
        if (_rented is byte[] rented)
            ArrayPool<byte>.Shared.Return(rented);
        _rented = null;
    }

    private void Fetch(int top, int rows, Span<byte> target) => Fetch(0, top, _width, rows, target);

    private unsafe void Fetch(int left, int top, int width, int height, Span<byte> target)
    {
        byte* pixels = NativeMethods.RegionFetch(_region, left, top, width, height, out nuint length);
        if (pixels is null)
            throw new VipsException("region_fetch");
        try
        {
            new ReadOnlySpan<byte>(pixels, checked((int)length)).CopyTo(target);
        }
        finally
        {
            NativeMethods.Free(pixels);
        }
        _clock.Check();
    }
}
