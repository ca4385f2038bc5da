using System.Runtime.InteropServices;

namespace MlNetLabels.Images;

/// <summary>
/// A file's or stream's content, bounded by <see cref="ImageOptions.MaxBytes"/>. It lies in native memory, which is
/// given back at once: a pool would keep the largest files' arrays, one for each thread.
/// </summary>
internal sealed unsafe class ImageBytes : IDisposable
{
    private const int FirstGuess = 64 << 10;

    // What .NET puts for bytes of a file's name that are no UTF-8.
    private const char NoCharacter = '\uFFFD';

    // Files on their way through all threads, before it is known what decoding them takes.
    private static readonly MemoryBudget Memory = new(ImageOptions.Default.MaxBytes);

    private MemoryBudget.Part _memory;
    private byte* _bytes;
    private int _length;

    private ImageBytes(MemoryBudget.Part memory) => _memory = memory;

    public ReadOnlySpan<byte> Span =>
        _bytes is null ? throw new ObjectDisposedException(nameof(ImageBytes)) : new(_bytes, _length);

    /// <summary>Reads a regular file.</summary>
    /// <exception cref="ImageException">It is missing, unreadable, empty, no regular file, or too large.</exception>
    public static ImageBytes Read(string path, ImageOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            // Pipes and devices have length 0 and would block or never end, so they are turned away before they are
            // opened. A link has a length of its own.
            var file = new FileInfo(path);
            bool isLink = file.Exists && file.Attributes.HasFlag(FileAttributes.ReparsePoint);
            if (isLink)
                file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            if (!file.Exists)
                throw new ImageException(path, Missing(path, isLink), null);
            if (file.Length == 0)
                throw new ImageException(path, "empty, or no regular file", null);
            using var stream = new FileStream(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete,
                bufferSize: 0
            );
            return Read(stream, options, cancellationToken);
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

    private static string Missing(string path, bool isLink) =>
        Directory.Exists(path) ? "a folder, not an image"
        : isLink ? "a link that leads nowhere"
        : path.Contains(NoCharacter) ? "its name is not valid UTF-8, so it cannot be opened: rename it"
        : "not found";

    /// <summary>Reads what is left of a stream.</summary>
    /// <exception cref="ImageException">There is more than allowed.</exception>
    public static ImageBytes Read(Stream stream, ImageOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        long limit = Math.Min(options.MaxBytes, Array.MaxLength - 1),
            known = stream.CanSeek ? stream.Length - stream.Position : 0;
        if (known > limit)
            throw TooLarge(options);
        var content = new ImageBytes(Memory.Enter(known, cancellationToken));
        try
        {
            // One byte beyond the end finds it without growing the buffer.
            content.Fill(stream, capacity: known > 0 ? known + 1 : FirstGuess, limit, options);
            return content;
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        NativeMemory.Free(_bytes);
        _bytes = null;
        _memory.Dispose();
        _memory = default;
    }

    private void Fill(Stream stream, long capacity, long limit, ImageOptions options)
    {
        _bytes = (byte*)NativeMemory.Alloc((nuint)capacity);
        for (int read; (read = stream.Read(new Span<byte>(_bytes + _length, (int)(capacity - _length)))) > 0; )
        {
            _length += read;
            if (_length > limit)
                throw TooLarge(options);
            if (_length < capacity)
                continue;
            capacity = Math.Min(2 * capacity, limit + 1);
            _bytes = (byte*)NativeMemory.Realloc(_bytes, (nuint)capacity);
        }
    }

    private static ImageException TooLarge(ImageOptions options) =>
        new(FormattableString.Invariant($"larger than the limit of {options.MaxBytes} bytes (ImageOptions.MaxBytes)"));
}
