using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace MlNetLabels.Datasets.Archives;

/// <summary>
/// The headers of a tar archive, one member after another, of any format. Unlike .NET's reader it compares checksums, knows
/// sparse files, and looks behind the mark of the end: a header that changed names another file, or is taken for the end.
/// </summary>
/// <param name="content">The archive, from its beginning.</param>
internal sealed class TarHeaders(Stream content)
{
    private const int BlockBytes = 512,
        NameBytes = 100,
        SizeAt = 124,
        SizeBytes = 12,
        ChecksumAt = 148,
        ChecksumBytes = 8,
        KindAt = 156,
        MarkAt = 257,
        PrefixAt = 345,
        PrefixBytes = 155,
        // Of sparse files of the old format: whether their header goes on, and whether each block of that does.
        GoesOnAt = 482,
        GoesOnStillAt = 504;

    // Names and attributes; headers are held, and files are not.
    private const long MostHeaderBytes = 1 << 24,
        MostBytes = 1L << 62;

    private readonly byte[] _block = new byte[BlockBytes];
    private long _at,
        _contentEnd,
        _next;

    /// <summary>Whether the mark of the end was there when there was no other member.</summary>
    public bool HasEnd { get; private set; }

    /// <summary>What is wrong where <see cref="InvalidDataException"/> was thrown; null where that is not known.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether a file begins as a tar archive does: old ones have no other mark than the checksum.</summary>
    /// <param name="head">Its first 512 bytes.</param>
    public static bool Starts(ReadOnlySpan<byte> head) =>
        head.Length >= BlockBytes && (IsMarked(head) || (head[0] != 0 && HasChecksum(head)));

    /// <summary>Goes to the next member, over the bytes of the last.</summary>
    /// <returns>It; null at the end.</returns>
    /// <exception cref="InvalidDataException">A header is damaged.</exception>
    /// <exception cref="EndOfStreamException">The archive ends within one.</exception>
    public TarMember? Next()
    {
        string? name = null,
            sparseName = null;
        long? size = null;
        bool isWithin = false,
            isSparse = false;
        while (ReadBlock())
        {
            long length = Number(SizeAt, SizeBytes) ?? throw new InvalidDataException();
            char kind = (char)_block[KindAt];
            isWithin |= kind != 'g';
            switch (kind)
            {
                case 'L':
                    name = Text(Content(length));
                    break;
                case 'x':
                    foreach (var (key, value) in Attributes(Content(length)))
                        if (key == "size")
                            size =
                                long.TryParse(value, CultureInfo.InvariantCulture, out long bytes) && bytes >= 0
                                    ? bytes
                                    : throw new InvalidDataException();
                        else if (key == "path")
                            name = value;
                        else if (key.StartsWith("GNU.sparse.", StringComparison.Ordinal))
                            (isSparse, sparseName) = (true, key == "GNU.sparse.name" ? value : sparseName);
                    break;
                case 'K' or 'g':
                    Expect(length);
                    break;
                default:
                    return Member(kind, sparseName ?? name ?? Name(), size ?? length, isSparse);
            }
        }
        return isWithin ? throw new EndOfStreamException() : null;
    }

    /// <summary>Reads of the last member, where the archive can only be read onwards.</summary>
    /// <param name="buffer">Gets its next bytes.</param>
    /// <returns>How many; 0 behind its last.</returns>
    /// <exception cref="EndOfStreamException">The archive ends within it.</exception>
    public int Read(Span<byte> buffer)
    {
        int most = (int)Math.Min(buffer.Length, _contentEnd - _at);
        int read = content.Read(buffer[..most]);
        _at += read;
        return read > 0 || most == 0 ? read : throw new EndOfStreamException("its archive is cut off");
    }

    /// <summary>Makes sure that nothing but zeros lies behind the mark of the end.</summary>
    /// <exception cref="InvalidDataException">Something does.</exception>
    public void CheckEnd(CancellationToken cancellationToken)
    {
        long end = _at - BlockBytes;
        byte[] buffer = new byte[1 << 16];
        while (content.Read(buffer) is > 0 and int read)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int other = buffer.AsSpan(0, read).IndexOfAnyExcept((byte)0);
            if (other >= 0)
                throw Damaged(
                    $"the mark of its end is at byte {end}, but more comes at byte {_at + other}, as where two archives were put together"
                );
            _at += read;
        }
    }

    private TarMember Member(char kind, string name, long length, bool isSparse)
    {
        // Whatever size it says: the oldest programs gave links that of their file.
        if (kind is >= '1' and <= '6')
            length = 0;
        for (bool goesOn = kind == 'S' && _block[GoesOnAt] != 0; goesOn; goesOn = _block[GoesOnStillAt] != 0)
        {
            content.ReadExactly(_block);
            _at += BlockBytes;
        }
        Expect(length);
        return new(
            name,
            kind switch
            {
                'S' => TarKind.Sparse,
                'M' => TarKind.Rest,
                // The oldest archives mark a folder by its name alone.
                '\0' when name.EndsWith('/') => TarKind.Folder,
                '5' or 'D' or 'V' => TarKind.Folder,
                '\0' or '0' or '7' => isSparse ? TarKind.Sparse : TarKind.File,
                _ => TarKind.Other,
            },
            _at,
            length
        );
    }

    // False at the end, or where nothing comes.
    private bool ReadBlock()
    {
        Skip();
        long from = _at;
        int read = content.ReadAtLeast(_block, BlockBytes, throwOnEndOfStream: false);
        _at += read;
        if (!_block.AsSpan(0, read).ContainsAnyExcept((byte)0))
        {
            HasEnd = read > 0;
            return false;
        }
        if (read < BlockBytes)
            throw new EndOfStreamException();
        return HasChecksum(_block) ? true : throw Damaged($"the header at byte {from} has a wrong checksum");
    }

    // To the next header.
    private void Skip()
    {
        if (content.CanSeek)
        {
            content.Position = _at = _next;
            return;
        }
        byte[] buffer = new byte[Math.Min(_next - _at, 1 << 16)];
        while (_at < _next && content.Read(buffer, 0, (int)Math.Min(_next - _at, buffer.Length)) is > 0 and int read)
            _at += read;
        if (_at < _contentEnd)
            throw new EndOfStreamException();
    }

    // What comes next, of which a header says how long it is.
    private void Expect(long length)
    {
        if (length > MostBytes - _at)
            throw new InvalidDataException();
        _contentEnd = _at + length;
        _next = _at + (length + BlockBytes - 1) / BlockBytes * BlockBytes;
    }

    private byte[] Content(long length)
    {
        Expect(length);
        if (length > MostHeaderBytes)
            throw new InvalidDataException();
        byte[] bytes = new byte[length];
        content.ReadExactly(bytes);
        _at += length;
        return bytes;
    }

    // Lines "22 path=cats/1.jpg", of which the number is the length with itself.
    private static IEnumerable<(string Key, string Value)> Attributes(byte[] bytes)
    {
        for (int at = 0; at < bytes.Length && bytes[at] != 0; )
        {
            int blank = Array.IndexOf(bytes, (byte)' ', at),
                equals = Array.IndexOf(bytes, (byte)'=', Math.Max(at, blank));
            if (
                blank < 0
                || equals < 0
                || !int.TryParse(
                    Encoding.ASCII.GetString(bytes, at, blank - at),
                    CultureInfo.InvariantCulture,
                    out int length
                )
                || length > bytes.Length - at
                || at + length <= equals + 1
            )
                throw new InvalidDataException();
            yield return (
                Encoding.UTF8.GetString(bytes, blank + 1, equals - blank - 1),
                Encoding.UTF8.GetString(bytes, equals + 1, at + length - equals - 2)
            );
            at += length;
        }
    }

    private string Name()
    {
        string name = Text(_block.AsSpan(0, NameBytes));
        // Where GNU's format, whose mark goes on with a blank, has times.
        return IsMarked(_block) && _block[MarkAt + 5] == 0 && _block[PrefixAt] != 0
            ? $"{Text(_block.AsSpan(PrefixAt, PrefixBytes))}/{name}"
            : name;
    }

    private InvalidDataException Damaged(FormattableString problem) =>
        new(Problem = problem.ToString(CultureInfo.InvariantCulture));

    private static bool IsMarked(ReadOnlySpan<byte> header) => header[MarkAt..].StartsWith("ustar"u8);

    private static bool HasChecksum(ReadOnlySpan<byte> header)
    {
        // The field itself counts as blanks. Old programs added signed bytes.
        long sum = ChecksumBytes * ' ',
            signed = sum;
        for (int i = 0; i < BlockBytes; i++)
            if (i is < ChecksumAt or >= ChecksumAt + ChecksumBytes)
            {
                sum += header[i];
                signed += (sbyte)header[i];
            }
        return Octal(header.Slice(ChecksumAt, ChecksumBytes)) is { } stored && (stored == sum || stored == signed);
    }

    // Octal, or binary where that is too short; null where it is neither.
    private long? Number(int at, int bytes)
    {
        var field = _block.AsSpan(at, bytes);
        if (field[0] < 0x80)
            return Octal(field);
        int high = bytes - sizeof(long);
        long number = BinaryPrimitives.ReadInt64BigEndian(field[high..]);
        return field[0] == 0x80 && !field[1..high].ContainsAnyExcept((byte)0) && number >= 0 ? number : null;
    }

    private static long? Octal(ReadOnlySpan<byte> field)
    {
        string text = Encoding.Latin1.GetString(field).Trim(' ', '\0');
        try
        {
            return text.Length == 0 ? 0 : Convert.ToInt64(text, 8);
        }
        catch (Exception error) when (error is FormatException or OverflowException or ArgumentException)
        {
            return null;
        }
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }
}
