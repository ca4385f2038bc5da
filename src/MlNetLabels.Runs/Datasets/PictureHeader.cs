using System.Buffers.Binary;

namespace MlNetLabels.Runs;

/// <summary>What an image's first bytes say of it; nothing is decoded.</summary>
/// <param name="Format">By content.</param>
/// <param name="Size">In pixels as stored; null where it is not looked up.</param>
internal sealed record PictureHeader(string Format, (int Width, int Height)? Size)
{
    /// <summary>Of a file that cannot be read.</summary>
    public static PictureHeader None { get; } = new("unreadable", null);

    public static PictureHeader Read(ReadOnlySpan<byte> image)
    {
        if (image.StartsWith<byte>([0xFF, 0xD8, 0xFF]))
            return new("JPEG", JpegSize(image));
        if (image.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G']))
            return new("PNG", image.Length < 24 ? null : (Big(image[16..]), Big(image[20..])));
        if (image.StartsWith("GIF8"u8))
            return new("GIF", image.Length < 10 ? null : (Little(image[6..]), Little(image[8..])));
        if (image.StartsWith("RIFF"u8) && image.Length > 12 && image[8..].StartsWith("WEBP"u8))
            return new("WebP", null);
        if (image.StartsWith("II*\0"u8) || image.StartsWith("MM\0*"u8))
            return new("TIFF", null);
        return new(Other(image), null);
    }

    private static string Other(ReadOnlySpan<byte> image) =>
        image.StartsWith("BM"u8) ? "BMP"
        : image.StartsWith("II+\0"u8) || image.StartsWith("MM\0+"u8) ? "TIFF"
        : image.Length > 8 && image[4..].StartsWith("ftyp"u8) ? "AVIF"
        : image.StartsWith("qoif"u8) ? "QOI"
        : image.StartsWith("\0\0\x01\0"u8) || image.StartsWith("\0\0\x02\0"u8) ? "ICO"
        : image is [(byte)'P', >= (byte)'1' and <= (byte)'6', ..] ? "PNM"
        : "other";

    // Segment by segment to the first that begins a frame.
    private static (int, int)? JpegSize(ReadOnlySpan<byte> image)
    {
        int at = 2;
        while (at + 9 <= image.Length && image[at] == 0xFF)
        {
            byte marker = image[at + 1];
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return (
                    BinaryPrimitives.ReadUInt16BigEndian(image[(at + 7)..]),
                    BinaryPrimitives.ReadUInt16BigEndian(image[(at + 5)..])
                );
            // A marker may be filled up in front.
            at += marker == 0xFF ? 1 : 2 + Math.Max(2, (int)BinaryPrimitives.ReadUInt16BigEndian(image[(at + 2)..]));
        }
        return null;
    }

    private static int Big(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32BigEndian(bytes);

    private static int Little(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);
}
