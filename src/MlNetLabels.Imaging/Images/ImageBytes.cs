using System.Buffers;
using System.Runtime.InteropServices;
using MlNetLabels.Data;

namespace MlNetLabels.Images;

/// <summary>
/// A file's or stream's content, bounded by <see cref="ImageOptions.MaxBytes"/>. It lies in native memory, which is
/// given back at once: a pool would keep the largest files' arrays, one for each thread.
/// </summary>
internal sealed class ImageBytes : IDisposable
{
    private const int FirstGuess = 64 << 10;

    // What .NET puts for bytes of a file's name that are no UTF-8.
    private const char NoCharacter = '\uFFFD';

    private const int ChunkBytes = 80 << 10;

    private MemoryBudget.Lease _memory;
    private unsafe byte* _bytes;
    private long _capacity;
    private int _length;

    private ImageBytes(MemoryBudget.Lease memory) => _memory = memory;

    public unsafe ReadOnlySpan<byte> Span =>
        _bytes is null ? throw new ObjectDisposedException(nameof(ImageBytes)) : new(_bytes, _length);

    private unsafe Span<byte> Room => new(_bytes + _length, (int)(_capacity - _length));

    /// <summary>Reads a regular file.</summary>
    /// <exception cref="ImageException">It is missing, unreadable, empty, no regular file, or too large.</exception>
    public static ImageBytes Read(string path, ImageOptions options, CancellationToken cancellationToken = default)
    {
        try
        {
            using var stream = Open(path, FileOptions.None);
            return Read(stream, KnownLength(stream, path), options, cancellationToken);
        }
        catch (Exception e) when (ReasonOf(path, e) is { } told)
        {
            throw told;
        }
    }

    /// <summary>The same without keeping a thread.</summary>
    /// <exception cref="ImageException">As above.</exception>
    public static async Task<ImageBytes> ReadAsync(
        string path,
        ImageOptions options,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var stream = Open(path, FileOptions.Asynchronous);
            await using (stream.ConfigureAwait(false))
                return await ReadAsync(stream, KnownLength(stream, path), options, cancellationToken)
                    .ConfigureAwait(false);
        }
        catch (Exception e) when (ReasonOf(path, e) is { } told)
        {
            throw told;
        }
    }

    private static Stream Open(string path, FileOptions how)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (InputTree.IsPacked(path))
            return OpenPacked(path);
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
        const FileShare Others = FileShare.ReadWrite | FileShare.Delete;
        return new FileStream(path, FileMode.Open, FileAccess.Read, Others, bufferSize: 0, how);
    }

    private static Stream OpenPacked(string path) =>
        !InputTree.IsFile(path) ? throw new ImageException(path, Missing(path, isLink: false), null)
        : InputTree.Length(path) == 0 ? throw new ImageException(path, "empty", null)
        : InputTree.Open(path);

    // The file's own reason, with its name; null for what is no reason of a file.
    private static ImageException? ReasonOf(string path, Exception error) =>
        error switch
        {
            UnauthorizedAccessException => new ImageException(path, InputFile.Denied, error),
            IOException => new ImageException(path, $"cannot be read: {error.Message.TrimEnd('.')}", error),
            ImageException { File: null } e => new ImageException(path, e.Reason, e),
            _ => null,
        };

    private static string Missing(string path, bool isLink) =>
        InputTree.IsFolder(path) ? "a folder, not an image"
        : isLink ? "a link that leads nowhere"
        : path.Contains(NoCharacter) ? "its name is not valid UTF-8, so it cannot be opened: rename it"
        : "not found";

    /// <summary>Reads what is left of a stream.</summary>
    /// <exception cref="ImageException">There is more than allowed.</exception>
    public static ImageBytes Read(Stream stream, ImageOptions options, CancellationToken cancellationToken = default) =>
        Read(stream, KnownLength(stream), options, cancellationToken);

    private static ImageBytes Read(Stream stream, long known, ImageOptions options, CancellationToken cancellationToken)
    {
        CheckLength(known, options);
        var content = new ImageBytes(DecodeBudgets.For(options).Files.Enter(known, cancellationToken));
        try
        {
            content.Reserve(known);
            while (stream.Read(content.Room) is > 0 and int read)
                content.Took(read, options);
            return content;
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    /// <summary>The same without keeping a thread.</summary>
    /// <exception cref="ImageException">There is more than allowed.</exception>
    public static Task<ImageBytes> ReadAsync(
        Stream stream,
        ImageOptions options,
        CancellationToken cancellationToken
    ) => ReadAsync(stream, KnownLength(stream), options, cancellationToken);

    private static async Task<ImageBytes> ReadAsync(
        Stream stream,
        long known,
        ImageOptions options,
        CancellationToken cancellationToken
    )
    {
        CheckLength(known, options);
        var memory = await DecodeBudgets.For(options).Files.EnterAsync(known, cancellationToken).ConfigureAwait(false);
        var content = new ImageBytes(memory);
        // Streams read into managed memory only.
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            content.Reserve(known);
            while (await stream.ReadAsync(chunk, cancellationToken).ConfigureAwait(false) is > 0 and int read)
                content.Append(chunk.AsSpan(0, read), options);
            return content;
        }
        catch
        {
            content.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    public unsafe void Dispose()
    {
        NativeMemory.Free(_bytes);
        _bytes = null;
        _memory.Dispose();
        _memory = default;
    }

    private static long KnownLength(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.CanSeek ? stream.Length - stream.Position : 0;
    }

    // Of what is packed, what the archive says.
    private static long KnownLength(Stream stream, string path) =>
        stream.CanSeek ? stream.Length : InputTree.Length(path);

    private static void CheckLength(long known, ImageOptions options)
    {
        if (known > Limit(options))
            throw TooLarge(options);
    }

    private static long Limit(ImageOptions options) => Math.Min(options.MaxBytes, Array.MaxLength - 1);

    // One byte beyond the end finds it without growing the buffer.
    private void Reserve(long known) => Grow(known > 0 ? known + 1 : FirstGuess);

    private unsafe void Grow(long capacity)
    {
        _bytes = (byte*)NativeMemory.Realloc(_bytes, (nuint)capacity);
        _capacity = capacity;
    }

    private void Append(ReadOnlySpan<byte> bytes, ImageOptions options)
    {
        while (!bytes.IsEmpty)
        {
            int fits = Math.Min(bytes.Length, Room.Length);
            bytes[..fits].CopyTo(Room);
            Took(fits, options);
            bytes = bytes[fits..];
        }
    }

    private void Took(int bytes, ImageOptions options)
    {
        _length += bytes;
        if (_length > Limit(options))
            throw TooLarge(options);
        if (_length == _capacity)
            Grow(Math.Min(2 * _capacity, Limit(options) + 1));
    }

    private static ImageException TooLarge(ImageOptions options) =>
        new(FormattableString.Invariant($"larger than the limit of {options.MaxBytes} bytes (ImageOptions.MaxBytes)"));
}
