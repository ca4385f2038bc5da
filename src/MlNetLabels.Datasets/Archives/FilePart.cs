using Microsoft.Win32.SafeHandles;
using MlNetLabels.Shared;

namespace MlNetLabels.Datasets.Archives;

/// <summary>A part of a file, read without moving any other's place in it.</summary>
/// <param name="file">The file, which others use as well.</param>
/// <param name="from">Where the part begins.</param>
/// <param name="length">Its length in bytes.</param>
internal sealed class FilePart(SafeFileHandle file, long from, long length) : ReadOnlyStream
{
    private long _position;

    public override bool CanSeek => true;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        int most = (int)Math.Min(buffer.Length, Math.Max(0, length - _position));
        if (most == 0)
            return 0;
        int read = RandomAccess.Read(file, buffer[..most], from + _position);
        if (read == 0)
            throw new EndOfStreamException("its archive is cut off");
        _position += read;
        return read;
    }

    public override long Seek(long offset, SeekOrigin origin) =>
        Position =
            offset
            + (
                origin switch
                {
                    SeekOrigin.Begin => 0,
                    SeekOrigin.Current => _position,
                    _ => length,
                }
            );
}
