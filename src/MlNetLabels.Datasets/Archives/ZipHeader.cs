using System.Text;
using Microsoft.Win32.SafeHandles;
using static MlNetLabels.Datasets.Archives.ZipNumbers;

namespace MlNetLabels.Datasets.Archives;

/// <summary>What a zip archive's index says of one entry (APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.5.3).</summary>
internal sealed record ZipHeader(string Name, ArchiveEntry Entry, int Flags, int Method, int UnixKind)
{
    private const uint LocalMark = 0x04034B50,
        IndexMark = 0x02014B50;

    private const int LocalBytes = 30,
        IndexBytes = 46,
        Utf8Flag = 0x800,
        LargeSizes = 1,
        Stored = 0,
        Deflated = 8;

    // Names that are not said to be UTF-8 mostly are; else they are of the PC that the format came from.
    private static readonly UTF8Encoding s_utf8 = new(false, throwOnInvalidBytes: true);
    private static readonly Encoding s_pc = CodePagesEncodingProvider.Instance.GetEncoding(437)!;

    public bool IsEncrypted => (Flags & 1) != 0;

    public bool IsReadable => Method is Stored or Deflated;

    /// <summary>Reads the next; null where there is none.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static ZipHeader? Read(Stream index)
    {
        Span<byte> head = stackalloc byte[IndexBytes];
        if (index.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || U32(head, 0) != IndexMark)
            return null;
        byte[] name = new byte[U16(head, 28)],
            extra = new byte[U16(head, 30)];
        index.ReadExactly(name);
        index.ReadExactly(extra);
        for (int comment = U16(head, 32); comment > 0; comment--)
            if (index.ReadByte() < 0)
                throw new InvalidDataException("its index is cut off");
        int method = U16(head, 10);
        var (length, stored, at) = Sizes(U32(head, 24), U32(head, 20), U32(head, 42), extra);
        if (U16(head, 34) is not (0 or ushort.MaxValue))
            throw new InvalidDataException("it is one of several parts");
        return new ZipHeader(
            NameOf(name, (U16(head, 8) & Utf8Flag) != 0),
            new ArchiveEntry(
                at,
                stored,
                length,
                U32(head, 16),
                method == Deflated ? EntryPacking.ZipDeflated : EntryPacking.ZipStored
            ),
            U16(head, 8),
            method,
            // The upper half of an entry's attributes is what Unix says of a file.
            U16(head, 40) & 0xF000
        );
    }

    /// <summary>Where an entry's content begins, behind the header in front of it.</summary>
    /// <exception cref="IOException">There is no such header.</exception>
    public static long ContentAt(SafeFileHandle file, long at)
    {
        Span<byte> head = stackalloc byte[LocalBytes];
        new FilePart(file, at, head.Length).ReadExactly(head);
        return U32(head, 0) == LocalMark
            ? at + head.Length + U16(head, 26) + U16(head, 28)
            : throw new IOException("it is not where its archive says");
    }

    private static string NameOf(byte[] name, bool isUtf8)
    {
        try
        {
            return s_utf8.GetString(name);
        }
        catch (DecoderFallbackException) when (!isUtf8)
        {
            return s_pc.GetString(name);
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException("a name in it is no UTF-8");
        }
    }

    // What does not fit into four bytes stands in an extra field, in this order.
    private static (long Length, long Stored, long At) Sizes(
        uint length,
        uint stored,
        uint at,
        ReadOnlySpan<byte> extra
    )
    {
        ReadOnlySpan<byte> large = [];
        while (extra.Length >= 4)
        {
            int bytes = Math.Min(U16(extra, 2), extra.Length - 4);
            if (U16(extra, 0) == LargeSizes)
                large = extra.Slice(4, bytes);
            extra = extra[(4 + bytes)..];
        }
        return (Wide(length, ref large), Wide(stored, ref large), Wide(at, ref large));
    }

    private static long Wide(uint value, ref ReadOnlySpan<byte> large)
    {
        if (value != uint.MaxValue || large.Length < sizeof(long))
            return value;
        long wide = I64(large, 0);
        large = large[sizeof(long)..];
        return wide >= 0 ? wide : throw new InvalidDataException("a size in its index is none");
    }
}
