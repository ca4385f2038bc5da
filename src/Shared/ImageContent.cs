using System.Buffers.Binary;

namespace MlNetLabels.Data;

/// <summary>Whether a file holds an image, by its first bytes: for files whose name does not say.</summary>
/// <remarks>Short marks, which texts may begin with, count only with the fields that follow them.</remarks>
internal static class ImageContent
{
    /// <summary>Bytes that tell.</summary>
    public const int Length = 32;

    // A camera's raw file is a TIFF whose first image is a preview: taking it for a photo beside it would count twice.
    private static readonly string[] s_raw =
    [
        ".3fr",
        ".arw",
        ".cr2",
        ".cr3",
        ".dcr",
        ".dng",
        ".erf",
        ".iiq",
        ".kdc",
        ".mos",
        ".nef",
        ".nrw",
        ".orf",
        ".pef",
        ".raf",
        ".rw2",
        ".sr2",
        ".srf",
    ];

    /// <summary>Whether a file is called as a camera's raw photo is.</summary>
    public static bool IsRaw(string path) => s_raw.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a regular file begins as an image does; not where it cannot be read.</summary>
    public static bool IsImage(string path)
    {
        if (path.Contains('\0') || IsRaw(path))
            return false;
        try
        {
            Span<byte> start = stackalloc byte[Length];
            if (InputTree.IsPacked(path))
            {
                if (!InputTree.IsFile(path))
                    return false;
                using var packed = InputTree.Open(path);
                return IsImage(start[..packed.ReadAtLeast(start, Length, throwOnEndOfStream: false)]);
            }
            // Pipes and devices have length 0, and would block.
            var file = new FileInfo(path);
            if (file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
                file = target;
            if (!file.Exists || file.Length == 0)
                return false;
            using var stream = new FileStream(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete,
                bufferSize: 0
            );
            return IsImage(start[..stream.ReadAtLeast(start, Length, throwOnEndOfStream: false)]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Whether these first bytes are an image's, of a format that is read here or of one that is not.</summary>
    public static bool IsImage(ReadOnlySpan<byte> start) =>
        start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
        || start.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G'])
        || start.StartsWith("GIF8"u8)
        || (start.StartsWith("RIFF"u8) && HasAt(start, 8, "WEBP"u8))
        || start.StartsWith("II*\0"u8)
        || start.StartsWith("MM\0*"u8)
        || start.StartsWith("II+\0\b\0\0\0"u8)
        || start.StartsWith("MM\0+\0\b\0\0"u8)
        || start.StartsWith("qoif"u8)
        || IsBmp(start)
        || IsIcon(start)
        || IsPnm(start)
        || (HasAt(start, 4, "ftyp"u8) && IsStill(start))
        || HasAt(start, 4, "jP  \r\n"u8)
        || start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x4F, 0xFF, 0x51])
        || HasAt(start, 4, "JXL \r\n"u8);

    private static bool HasAt(ReadOnlySpan<byte> data, int offset, ReadOnlySpan<byte> magic) =>
        data.Length >= offset + magic.Length && data.Slice(offset, magic.Length).SequenceEqual(magic);

    private static bool IsBmp(ReadOnlySpan<byte> start) =>
        start.StartsWith("BM"u8)
        && start.Length >= 18
        && BinaryPrimitives.ReadUInt32LittleEndian(start[14..]) is 12 or 40 or 52 or 56 or 64 or 108 or 124;

    // One picture's entry follows: a zero, 1 plane or none (a cursor's spot), and 32 bits or fewer.
    private static bool IsIcon(ReadOnlySpan<byte> start) =>
        (start.StartsWith("\0\0\x01\0"u8) || start.StartsWith("\0\0\x02\0"u8))
        && start.Length >= 22
        && start[4] + start[5] > 0
        && start[9] == 0
        && BinaryPrimitives.ReadUInt32LittleEndian(start[18..]) >= 22;

    private static bool IsPnm(ReadOnlySpan<byte> start) =>
        start is [(byte)'P', >= (byte)'1' and <= (byte)'6', (byte)'\n' or (byte)' ' or (byte)'\r' or (byte)'\t', ..]
        && start.Length > 3
        && (start[3] is (byte)'#' or (byte)'\n' or (byte)' ' || char.IsAsciiDigit((char)start[3]));

    private static bool IsStill(ReadOnlySpan<byte> start)
    {
        foreach (string brand in (string[])["avif", "avis", "heic", "heix", "heim", "heis", "hevc", "mif1", "msf1"])
            if (HasAt(start, 8, System.Text.Encoding.ASCII.GetBytes(brand)))
                return true;
        return false;
    }
}
