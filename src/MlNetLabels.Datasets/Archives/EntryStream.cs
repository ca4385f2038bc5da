using System.IO.Hashing;
using MlNetLabels.Shared;

namespace MlNetLabels.Datasets.Archives;

/// <summary>
/// A file of an archive from its beginning to its end: never more than the archive says, and with the last of it checked
/// for being as long as that, for its checksum, and for the archive being the same as before.
/// </summary>
/// <param name="content">Its bytes.</param>
/// <param name="length">How many the archive says there are.</param>
/// <param name="crc">Their checksum; null where the archive has none.</param>
/// <param name="check">Throws where the archive has changed.</param>
internal sealed class EntryStream(Stream content, long length, uint? crc, Action check) : ReadOnlyStream
{
    private readonly Crc32 _crc = new();
    private long _left = length;

    public override int Read(Span<byte> buffer)
    {
        int most = (int)Math.Min(buffer.Length, _left);
        if (most == 0)
            return 0;
        try
        {
            int read = content.Read(buffer[..most]);
            if (read == 0)
                throw new EndOfStreamException("it is shorter than its archive says");
            if (crc is not null)
                _crc.Append(buffer[..read]);
            _left -= read;
            if (_left == 0)
                CheckEnd();
            return read;
        }
        catch (InvalidDataException error)
        {
            throw new IOException("it is damaged in its archive", error);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            content.Dispose();
        base.Dispose(disposing);
    }

    private void CheckEnd()
    {
        check();
        if (content.ReadByte() >= 0)
            throw new IOException("it is longer than its archive says");
        if (crc is { } known && _crc.GetCurrentHashAsUInt32() != known)
            throw new IOException("it is damaged in its archive (its checksum is another)");
    }
}
