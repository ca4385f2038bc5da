using System.Buffers;

namespace MlNetLabels.Vision.Images;

/// <summary>A file's or stream's content in rented memory, bounded by <see cref="ImageOptions.MaxBytes"/>.</summary>
internal sealed class ImageBytes : IDisposable
{
    private byte[]? _rented;
    private readonly int _length;

    private ImageBytes(byte[] rented, int length) => (_rented, _length) = (rented, length);

    public ReadOnlySpan<byte> Span => (_rented ?? throw new ObjectDisposedException(nameof(ImageBytes))).AsSpan(0, _length);

    /// <summary>Reads a regular file.</summary>
    /// <exception cref="ImageException">It is missing, unreadable, empty, no regular file, or too large.</exception>
    public static ImageBytes Read(string path, ImageOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            // Pipes and devices have length 0 and would block or never end, so they are turned away before they are opened.
            var file = new FileInfo(path);
            if (Directory.Exists(path)) throw new ImageException(path, "a folder, not an image", null);
            if (!file.Exists) throw new ImageException(path, "not found", null);
            if (file.Length == 0) throw new ImageException(path, "empty file", null);
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return Read(stream, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageException(path, $"cannot be read: {e.Message}", e);
        }
        catch (ImageException e) when (e.File is null)
        {
            throw new ImageException(path, e.Reason, e);
        }
    }

    /// <summary>Reads what is left of a stream.</summary>
    /// <exception cref="ImageException">There is more than allowed.</exception>
    public static ImageBytes Read(Stream stream, ImageOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        // One byte beyond the end finds it without growing the buffer.
        long expected = stream.CanSeek ? stream.Length - stream.Position + 1 : 64 << 10;
        long limit = Math.Min(options.MaxBytes, Array.MaxLength - 1);
        if (stream.CanSeek && expected - 1 > limit) throw TooLarge(options);
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)expected);
        try
        {
            int length = 0;
            for (int read; (read = stream.Read(buffer, length, buffer.Length - length)) > 0;)
            {
                length += read;
                if (length > limit) throw TooLarge(options);
                if (length == buffer.Length) buffer = Grow(buffer, length);
            }
            var bytes = new ImageBytes(buffer, length);
            buffer = [];
            return bytes;
        }
        finally
        {
            if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose()
    {
        if (_rented is byte[] rented) ArrayPool<byte>.Shared.Return(rented);
        _rented = null;
    }

    private static byte[] Grow(byte[] buffer, int length)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(2L * length, Array.MaxLength));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private static ImageException TooLarge(ImageOptions options) =>
        new(FormattableString.Invariant($"larger than the limit of {options.MaxBytes} bytes"));
}
