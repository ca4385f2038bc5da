using System.Buffers;
using System.Numerics;

namespace MlNetLabels.Images.Jpeg;

/// <summary>The decoded levels of a JPEG's components, each a plane of whole units of the scan.</summary>
internal sealed class JpegPlanes : IDisposable
{
    private readonly int[] _starts,
        _strides;
    private byte[]? _rented;

    public JpegPlanes(JpegFrame frame)
    {
        _rented = ArrayPool<byte>.Shared.Rent((int)BytesOf(frame));
        _strides = [.. frame.Components.Select(c => StrideOf(frame, c))];
        _starts = new int[_strides.Length];
        for (int c = 1; c < _starts.Length; c++)
            _starts[c] = _starts[c - 1] + _strides[c - 1] * RowsOf(frame, frame.Components[c - 1]);
    }

    /// <summary>Bytes that the planes of an image take, and a vector beyond the last.</summary>
    public static long BytesOf(JpegFrame frame) =>
        frame.Components.Sum(c => (long)StrideOf(frame, c) * RowsOf(frame, c)) + Vector<byte>.Count;

    /// <summary>Bytes from one row to the next.</summary>
    public int Stride(int component) => _strides[component];

    /// <summary>A plane from one of its rows on, with at least a vector beyond its end.</summary>
    public ReadOnlySpan<byte> Rows(int component, int first) => From(component, first * Stride(component));

    /// <summary>A plane from a block on.</summary>
    public Span<byte> Block(int component, int x, int y) =>
        From(component, (y * Stride(component) + x) * JpegFrame.BlockSide);

    public void Dispose()
    {
        if (_rented is byte[] rented)
            ArrayPool<byte>.Shared.Return(rented);
        _rented = null;
    }

    private Span<byte> From(int component, int offset)
    {
        Span<byte> all = _rented ?? throw new ObjectDisposedException(nameof(JpegPlanes));
        return all[(_starts[component] + offset)..];
    }

    private static int StrideOf(JpegFrame frame, JpegComponent component) =>
        frame.UnitsAcross * component.Across * JpegFrame.BlockSide;

    private static int RowsOf(JpegFrame frame, JpegComponent component) =>
        frame.UnitsDown * component.Down * JpegFrame.BlockSide;
}
